//! What the documents show as configuration is one.

use super::super::{Config, Origin};

const DOCUMENTS: [(&str, &str); 2] = [
    ("README.md", include_str!("../../../../README.md")),
    ("docs/deploy.md", include_str!("../../../../docs/deploy.md")),
];

/// The blocks of a document that are TOML.
fn blocks(document: &str) -> impl Iterator<Item = &str> {
    document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next())
}

#[test]
fn every_key_that_a_document_shows_is_there_and_takes_what_is_shown() {
    let mut seen = 0;
    for (name, document) in DOCUMENTS {
        for block in blocks(document) {
            seen += 1;
            let Err(faults) = Config::from_toml(block) else { continue };
            // A part of a file leaves things out, and the secrets of the example are on no machine.
            let wrong = faults.0.iter().find(|fault| {
                matches!(fault.origin, Some(Origin::File { .. })) && !fault.wrong.contains("can't be read")
            });
            assert_eq!(wrong.map(ToString::to_string), None, "{name}");
        }
    }
    assert!(seen >= 3, "{seen}");
}
