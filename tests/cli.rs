//! The program as its users meet it: answers, messages, exit codes, files that are whole or not there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder and a program for one test.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_aid-graph"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .output()
            .expect("the program runs");
        Answer(output)
    }
}

struct Answer(Output);

impl Answer {
    fn code(&self) -> i32 {
        self.0.status.code().expect("an exit code")
    }

    fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    fn talk(&self) -> String {
        // Messages are wrapped to the terminal's width; what they say is not.
        String::from_utf8_lossy(&self.0.stderr)
            .split_whitespace()
            .filter(|word| !["│", "╰─▶", "×"].contains(word))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[track_caller]
    fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code(), code, "{}", self.talk());
        for word in words {
            assert!(self.talk().contains(word), "`{word}` is not in: {}", self.talk());
        }
        assert!(!self.talk().contains("panicked"), "{}", self.talk());
    }
}

const TEXT: &str = "2023年，上海市嘉定区投入帮扶资金200万元，用于建设云南省姚安县光禄镇街道改造项目。";

#[test]
fn the_readme_s_question_has_its_answer() {
    let answer = World::new().run(&["path", "丰台", "巨力河村"]);
    assert_eq!(answer.code(), 0);
    assert!(answer.talk().contains("using the built-in sample"));
    let out = answer.out();
    let expected = "丰台区 — 巨力河村\n\n1. 丰台区 ——资助（金额 240万元，时间 2022）—→ 巨力河村\n     “2022年共投入乡村振兴衔接资金和京蒙帮扶资金1220万元，其中使用丰台区帮扶资金240万元，";
    assert!(out.starts_with(expected), "{out}");
    assert!(out.contains("fengtai-2023.txt，第 "), "{out}");
}

#[test]
fn a_path_walks_against_the_edges_and_says_so() {
    let world = World::new();
    let answer = world.run(&["path", "巨力河村", "110106", "--json", "-k", "2"]);
    let json: serde_json::Value = serde_json::from_str(&answer.out()).expect("JSON");
    let paths = json["paths"].as_array().expect("paths");
    assert_eq!(paths.len(), 2);
    let statement = &paths[0]["hops"][0]["statements"][0];
    assert_eq!(statement["direction"], "backward");
    assert_eq!(statement["qualifiers"]["amount"], 2_400_000);
    assert!(paths[0]["length"].as_u64() <= paths[1]["length"].as_u64());
    let quote = statement["evidence"][0]["quote"].as_str().expect("a quote");
    assert!(quote.contains("240万元"));
}

#[test]
fn evidence_leads_back_into_the_source() {
    let world = World::new();
    // A line break inside the sentence and a byte order mark before it.
    let source = format!("\u{feff}标题\n{TEXT}\n");
    world.write("a.txt", &source);
    let graph = world.run(&["build", "a.txt"]).out();
    let graph: serde_json::Value = serde_json::from_str(&graph).expect("JSON");
    let characters: Vec<char> = source.chars().skip(1).collect();
    let edges = graph["edges"].as_array().expect("edges");
    assert!(edges.iter().any(|edge| edge["relation"] == "funds"));
    for edge in edges {
        let evidence = &edge["evidence"][0];
        let place = |name: &str| usize::try_from(evidence[name].as_u64().expect("a number")).expect("small");
        let slice: String = characters[place("start")..place("end")].iter().collect();
        assert_eq!(slice, evidence["quote"].as_str().expect("a quote"));
    }
}

#[test]
fn show_find_stats_and_explain_answer() {
    let world = World::new();
    let show = world.run(&["show", "扎旗"]);
    assert_eq!(show.code(), 0);
    for words in ["扎赉特旗 县 152223", "又作：扎、扎旗", "脱贫摘帽：2019-04", "1750万元"] {
        assert!(show.out().contains(words), "{words}\n{}", show.out());
    }
    let find = world.run(&["find", "巨力河"]);
    assert!(find.out().contains("巨力河村") && find.out().contains("division:152223102212"), "{}", find.out());
    assert_eq!(world.run(&["find", "没有这个"]).code(), 1);
    let stats: serde_json::Value = serde_json::from_str(&world.run(&["stats", "--json"]).out()).expect("JSON");
    assert_eq!(stats["types"]["Agreement"], 2);
    let explain = world.run(&["explain", TEXT]);
    assert!(explain.out().contains("⇒ funds/"), "{}", explain.out());
    assert!(explain.out().contains("嘉定区 310114"), "{}", explain.out());
}

#[test]
fn a_graph_is_built_exported_and_read_again() {
    let world = World::new();
    world.write("texts/a.txt", TEXT);
    world.write("texts/deep/b.md", "云南省姚安县与上海市嘉定区结对帮扶。");
    world.write("texts/picture.png", [0x89, b'P']);
    let build = world.run(&["build", "texts", "-o", "graph.json"]);
    assert_eq!(build.code(), 0, "{}", build.talk());
    assert!(build.talk().contains("2 documents"));
    let path = world.run(&["path", "-i", "graph.json", "嘉定", "姚安县"]);
    assert_eq!(path.code(), 0, "{}", path.talk());
    let once = world.run(&["export", "-i", "graph.json", "-f", "json"]);
    assert_eq!(once.out(), fs::read_to_string(world.folder.path().join("graph.json")).expect("the graph"));
    for (format, start) in [("dot", "digraph"), ("graphml", "<?xml"), ("jsonld", "{\"@context\"")] {
        let answer = world.run(&["export", "-i", "graph.json", "-f", format]);
        assert!(answer.out().starts_with(start), "{format}");
    }
}

#[test]
fn bad_input_says_what_where_and_what_to_do() {
    let world = World::new();
    world.write("empty.txt", "  \n");
    world.write("bytes.txt", b"\xe4\xb8\n\xff\xfe");
    world.write("nul.txt", b"a\0b");
    world.write("broken.json", "{\"format\": \"aid-graph/1\",\n \"nodes\": [}");
    world.write("other.json", "{\"format\": \"other/9\", \"nodes\": [], \"edges\": []}");
    world.write("dangling.json", "{\"format\":\"aid-graph/1\",\"nodes\":[],\"edges\":[{\"source\":\"a\",\"target\":\"b\",\"relation\":\"funds\",\"confidence\":1,\"evidence\":[]}]}");
    fs::create_dir(world.folder.path().join("folder")).expect("a folder");
    world.run(&["build", "none.txt"]).fails(4, &["none.txt", "No such file", "check the path"]);
    world.run(&["build", "empty.txt"]).fails(3, &["empty.txt", "empty"]);
    world.run(&["build", "folder"]).fails(3, &["folder", "no file of a format that is read"]);
    world.run(&["build", "bytes.txt"]).fails(3, &["bytes.txt", "line 1", "UTF-8"]);
    world.run(&["build", "nul.txt"]).fails(3, &["nul.txt", "NUL"]);
    world.run(&["stats", "-i", "broken.json"]).fails(3, &["broken.json", "line 2"]);
    world.run(&["stats", "-i", "other.json"]).fails(3, &["other.json", "other/9", "aid-graph/2 and aid-graph/1"]);
    world.run(&["stats", "-i", "dangling.json"]).fails(3, &["dangling.json", "which is no node"]);
    world.run(&["stats", "-i", "folder"]).fails(3, &["folder"]);
    world.run(&["export", "-f", "exe"]).fails(2, &["exe", "possible values", "graphml"]);
    world.run(&["path", "丰台区"]).fails(2, &["<TO>"]);
    world.run(&["path", "丰台区", "丰县区"]).fails(1, &["丰县区", "not in the graph", "did you mean"]);
    world.run(&["show", "东山生态"]).fails(2, &["东山生态", "ambiguous", "use the code or the id"]);
    world.run(&["build", "-o", "nowhere/x.json", "empty.txt", "nul.txt"]).fails(4, &["nowhere/x.json", "cannot write"]);
}

#[test]
fn good_input_beside_bad_is_processed_and_the_exit_code_tells() {
    let world = World::new();
    world.write("good.txt", TEXT);
    world.write("bad.txt", b"\xff");
    let answer = world.run(&["build", "good.txt", "bad.txt", "missing.txt", "-o", "graph.json"]);
    assert!([3, 4].contains(&answer.code()));
    for words in ["bad.txt", "missing.txt", "1 document was read; 2 sources could not be read"] {
        assert!(answer.talk().contains(words), "{words}: {}", answer.talk());
    }
    assert!(world.run(&["stats", "-i", "graph.json"]).out().contains("资助"));
}

#[test]
fn a_failed_write_leaves_the_old_file_and_no_rest() {
    let world = World::new();
    world.write("bad.txt", b"\xff");
    let kept = world.write("graph.json", "old");
    world.run(&["build", "bad.txt", "-o", "graph.json"]).fails(3, &["bad.txt"]);
    assert_eq!(fs::read_to_string(kept).expect("the old file"), "old");
    let left: Vec<_> = fs::read_dir(world.folder.path()).expect("a folder").filter_map(Result::ok).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn the_order_of_sources_and_the_threads_do_not_show() {
    let world = World::new();
    for number in 0..6 {
        world.write(
            &format!("{number}.txt"),
            format!("202{number}年，上海市嘉定区投入资金{number}0万元，用于云南省姚安县光禄镇{number}号大棚建设。"),
        );
    }
    let one = world.run(&["build", "0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "--threads", "1"]).out();
    let other =
        world.run(&["build", "5.txt", "3.txt", "0.txt", "1.txt", "4.txt", "2.txt", "3.txt", "--threads", "2"]).out();
    assert_eq!(one, other);
    assert!(one.len() > 1000);
}

#[test]
fn standard_input_is_a_source() {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .args(["build", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(TEXT.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(String::from_utf8_lossy(&output.stdout).contains("310114"));
    assert!(Path::new(env!("CARGO_BIN_EXE_aid-graph")).exists());
}
