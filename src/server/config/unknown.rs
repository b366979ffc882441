//! Unknown keys.

use std::collections::BTreeSet;

use strsim::osa_distance;

use super::{
    fault::Origin,
    path::KeyPath,
    reader::{Known, Reader},
};

/// Notes a fault for every key that is not in the schema, with the most similar known key. An unknown
/// table is one fault, whatever it contains.
pub(super) fn check(reader: &mut Reader<'_>) {
    let mut unknown: Vec<(KeyPath, Origin)> = Vec::new();
    for layer in &reader.layers.0 {
        let mut above: Option<&KeyPath> = None;
        // In the map's order, a table comes right before what is in it.
        for (path, entry) in &layer.0 {
            let is_reported = above.is_some_and(|above| path.starts_with(above));
            if is_reported || is_known(reader, path, &entry.origin) || reader.is_faulty(path) {
                continue;
            }
            above = Some(path);
            unknown.push((path.clone(), entry.origin.clone()));
        }
    }
    for (path, origin) in unknown {
        let (wrong, example) = match nearest(reader, &path) {
            Some(near) => {
                let written = match &origin {
                    Origin::Variable(_) => near.variable(),
                    _ => near.to_string(),
                };
                ("there is no such key".to_owned(), format!("{written}, if that was meant"))
            }
            None => ("there is no such key".to_owned(), "mayfly.example.toml has all of them".to_owned()),
        };
        reader.fault(&path, Some(origin), wrong, example);
    }
}

fn is_known(reader: &Reader<'_>, path: &KeyPath, origin: &Origin) -> bool {
    if reader.tables.contains(path) {
        return true;
    }
    reader.known.iter().any(|(known, Known { is_open, .. })| {
        let inside = match origin {
            Origin::File { .. } => path.starts_with(known),
            _ => path.is_child_of(known),
        };
        known == path || (*is_open && inside)
    })
}

/// The key or table that looks most like a path, if one looks like it at all: same name elsewhere,
/// or a few letters off.
fn nearest(reader: &Reader<'_>, path: &KeyPath) -> Option<KeyPath> {
    let mut candidates: BTreeSet<KeyPath> = reader.known.keys().cloned().collect();
    candidates.extend(reader.tables.iter().cloned());
    if let Some(moved) = candidates.iter().find(|known| known.name() == path.name()) {
        return Some(moved.clone());
    }
    let text = path.to_string();
    let distance = |known: &KeyPath| osa_distance(&text, &known.to_string());
    let near = candidates.iter().min_by_key(|known| distance(known))?;
    let longest = path.name().chars().count().max(near.name().chars().count());
    (distance(near) <= 1 + longest / 3).then(|| near.clone())
}
