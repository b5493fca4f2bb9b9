//! temporary
use std::io::Write;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let c = aid_graph::Compiler::built_in();
    match a[0].as_str() {
        "build" => {
            let g = c.compile(&std::fs::read(&a[1]).unwrap(), a[1].rsplit('/').next().unwrap()).unwrap().canonical();
            let mut o = std::io::stdout().lock();
            aid_graph::export::exporter("json").unwrap().write(&g, &c.pack().schema, &mut o).unwrap();
            o.flush().unwrap();
        }
        "explain" => {
            let d = aid_graph::read::read_text(&std::fs::read(&a[1]).unwrap(), &a[1]).unwrap();
            let m = aid_graph::mention::Mentions::find(&d, &c.pack().lexicons);
            for b in &d.blocks {
                for s in d.sentences(b) {
                    println!("## {}", &d.text[s.clone()]);
                    let ms = m.within(&s);
                    for x in ms {
                        let extra = match &x.value { aid_graph::mention::MentionValue::Post(p) => format!(" body={:?} title={}", p.body.as_ref().map(|b| &d.text[b.range.clone()]), &d.text[p.title.clone()]), aid_graph::mention::MentionValue::Reference(_) => " ref".into(), _ => String::new() };
                        println!("   {} {}{}", c.pack().lexicons.kinds().name(x.kind), &d.text[x.range.clone()], extra);
                    }
                    for f in aid_graph::rules::Matcher::default().matches(c.pack(), &d.text, &s, ms) { println!("   => {} {:?}", c.pack().rules[f.rule].id, f.slots); }
                }
            }
        }
        _ => {}
    }
}
