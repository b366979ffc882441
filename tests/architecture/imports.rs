//! Which file of a crate imports which: read from the tokens, so that comments and strings count for
//! nothing, and paths within macros count.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test: what can't be read fails it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The files of a crate: path below `src` → text.
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// All files below a folder, but for tests.
    pub fn read(root: &Path) -> Self {
        let mut sources = BTreeMap::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                if path.is_dir() && !name.ends_with("tests") {
                    folders.push(path);
                } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                    sources.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        Self(sources)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Sources {
    fn from(files: [(&str, &str); N]) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect())
    }
}

type Segments = Vec<String>;

/// What a file's tokens say.
#[derive(Default)]
struct File {
    /// Where it is, from the crate's root.
    module: Segments,
    /// Child modules that have files.
    children: BTreeSet<String>,
    /// Names that it re-exports, and what they stand for.
    exports: Vec<(String, Segments)>,
    /// Modules whose names it re-exports all.
    globs: Vec<Segments>,
    /// Paths that it uses.
    uses: BTreeSet<Segments>,
}

/// Which file imports which.
pub struct Imports {
    files: BTreeMap<String, File>,
    arrows: BTreeSet<(String, String)>,
}

impl Imports {
    /// Reads all files and resolves their paths.
    pub fn of(sources: &Sources) -> Self {
        let mut files = BTreeMap::new();
        for (path, text) in &sources.0 {
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
            let module: Segments = match path.trim_end_matches(".rs") {
                "lib" | "main" => Vec::new(),
                path => path.split('/').map(str::to_owned).collect(),
            };
            let mut file = File { module, ..File::default() };
            file.read(tokens);
            files.insert(path.clone(), file);
        }
        let mut imports = Self { files, arrows: BTreeSet::new() };
        let resolved = imports.files.iter().flat_map(|(from, file)| {
            let targets = file.uses.iter().filter_map(|path| imports.resolve(path, 0));
            targets.filter(|to| to != from).map(|to| (from.clone(), to)).collect::<Vec<_>>()
        });
        imports.arrows = resolved.collect();
        imports
    }

    /// The files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// From the file that imports to the one that is imported.
    pub fn arrows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.arrows.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// The groups of files that reach each other, each in order. What a file takes from the module that it
    /// is a part of does not count: a module and its parts are read together.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let is_part = |from: &str, of: &str| from.starts_with(&format!("{}/", of.trim_end_matches(".rs")));
        let arrows: Vec<_> = self.arrows().filter(|(from, to)| !is_part(from, to)).collect();
        let reach = |from: &str| {
            let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
            while let Some(file) = next.pop() {
                let targets = arrows.iter().filter(|(from, _)| *from == file).map(|(_, to)| (*to).to_owned());
                next.extend(targets.filter(|to| seen.insert(to.clone())).collect::<Vec<_>>());
            }
            seen
        };
        let reached: BTreeMap<&str, _> = self.files().map(|file| (file, reach(file))).collect();
        let circle = |file: &str| {
            let others = reached[file].iter().filter(|other| reached[other.as_str()].contains(file));
            others.cloned().collect::<Vec<_>>()
        };
        let circles: BTreeSet<_> = self.files().map(circle).filter(|circle| !circle.is_empty()).collect();
        circles.into_iter().collect()
    }

    fn file_of(&self, module: &[String]) -> Option<&str> {
        let path = if module.is_empty() { "lib.rs".to_owned() } else { format!("{}.rs", module.join("/")) };
        self.files.get_key_value(&path).map(|(path, _)| path.as_str())
    }

    /// The file that a path from the crate's root leads to, through re-exports.
    fn resolve(&self, path: &[String], depth: usize) -> Option<String> {
        let mut module = Segments::new();
        for (at, name) in path.iter().enumerate() {
            let file = &self.files[self.file_of(&module)?];
            if file.children.contains(name) {
                module.push(name.clone());
                continue;
            }
            // A circle of re-exports leads nowhere.
            if depth < 8 {
                let rest = &path[at + 1..];
                if let Some((_, target)) = file.exports.iter().find(|(exported, _)| exported == name) {
                    return self.resolve(&[target, rest].concat(), depth + 1);
                }
                for glob in &file.globs {
                    let through = self.resolve(&[glob, std::slice::from_ref(name), rest].concat(), depth + 1);
                    if through.as_deref() != self.file_of(glob) {
                        return through;
                    }
                }
            }
            return self.file_of(&module).map(str::to_owned);
        }
        self.file_of(&module).map(str::to_owned)
    }
}

impl File {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        // Whether the item that follows is compiled for tests alone, and whether it is exported.
        let (mut for_tests, mut exported) = (false, false);
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Bracket && is(&tokens, at.wrapping_sub(1), '#') =>
                {
                    for_tests |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                }
                TokenTree::Ident(word) if word == "pub" => {
                    exported = true;
                    at += usize::from(matches!(tokens.get(at + 1), Some(TokenTree::Group(_))));
                }
                TokenTree::Ident(word) if word == "mod" => {
                    if let (Some(TokenTree::Ident(name)), true) =
                        (tokens.get(at + 1), is(&tokens, at + 2, ';'))
                    {
                        if !for_tests {
                            self.children.insert(name.to_string());
                        }
                        at += 2;
                    } else if for_tests {
                        at += 2;
                    }
                    (for_tests, exported) = (false, false);
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = (at..tokens.len()).find(|end| is(&tokens, *end, ';')).unwrap_or(tokens.len());
                    if !for_tests {
                        self.import(&tokens[at + 1..end], &Segments::new(), exported);
                    }
                    at = end;
                    (for_tests, exported) = (false, false);
                }
                TokenTree::Ident(word) => {
                    let begins = !is(&tokens, at.wrapping_sub(1), ':');
                    let (path, end) = path_at(&tokens, at);
                    if begins && path.len() > 1 {
                        self.uses.extend(self.absolute(&path));
                    }
                    if ["fn", "struct", "enum", "impl", "trait", "const", "static", "type"]
                        .contains(&word.to_string().as_str())
                    {
                        exported = false;
                    }
                    at = end;
                }
                TokenTree::Group(group) => {
                    let is_body = group.delimiter() == Delimiter::Brace;
                    if !(is_body && for_tests) {
                        self.read(group.stream());
                    }
                    for_tests &= !is_body;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// One `use` tree.
    fn import(&mut self, tree: &[TokenTree], prefix: &[String], exported: bool) {
        for branch in tree.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')) {
            if branch.is_empty() {
                continue;
            }
            let mut path = prefix.to_vec();
            let mut alias = None;
            let mut tokens = branch.iter().peekable();
            while let Some(token) = tokens.next() {
                match token {
                    TokenTree::Ident(word) if word == "as" => alias = tokens.next().map(ToString::to_string),
                    TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    TokenTree::Punct(star) if star.as_char() == '*' => path.push("*".to_owned()),
                    TokenTree::Group(group) => {
                        let inner: Vec<_> = group.stream().into_iter().collect();
                        self.import(&inner, &path, exported);
                        path.clear();
                    }
                    _ => {}
                }
            }
            let Some(mut target) = self.absolute(&path) else { continue };
            let is_own = target.len() > self.module.len() && target.starts_with(&self.module);
            match target.last().cloned() {
                Some(name) if name == "*" => {
                    target.pop();
                    if exported {
                        self.globs.push(target.clone());
                    }
                }
                Some(name) if exported => self.exports.push((alias.unwrap_or(name), target.clone())),
                _ => {}
            }
            // What a module hands on from its own children is no use of its own.
            if !(exported && is_own) {
                self.uses.insert(target);
            }
        }
    }

    /// A path from the crate's root; `None` for what is not of this crate.
    fn absolute(&self, path: &[String]) -> Option<Segments> {
        let ups = path.iter().take_while(|word| *word == "super").count();
        match path.first().map(String::as_str)? {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([&self.module, &path[1..]].concat()),
            "super" => {
                let base = self.module.len().checked_sub(ups)?;
                Some([&self.module[..base], &path[ups..]].concat())
            }
            child if self.children.contains(child) => Some([&self.module, path].concat()),
            _ => None,
        }
    }
}

fn is(tokens: &[TokenTree], at: usize, sign: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// The path that begins at a word, and where its last word is.
fn path_at(tokens: &[TokenTree], mut at: usize) -> (Segments, usize) {
    let mut path = Segments::new();
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        path.push(word.to_string());
        let more = is(tokens, at + 1, ':')
            && is(tokens, at + 2, ':')
            && matches!(tokens.get(at + 3), Some(TokenTree::Ident(_)));
        if !more {
            break;
        }
        at += 3;
    }
    (path, at)
}
