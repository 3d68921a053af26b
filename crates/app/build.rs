//! Writes lists of the definitions and of the reference district's ledgers, so that the program
//! carries them and is built again when one is added, changed or removed.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    embed(&root.join("definitions"), "DEFINITIONS", "&str", "include_str", "definitions.rs")?;
    embed(&root.join("demo/140502"), "LEDGERS", "&[u8]", "include_bytes", "ledgers.rs")
}

/// Writes a Rust file that holds the files of a folder by their paths below it.
fn embed(folder: &Path, name: &str, ty: &str, include: &str, out: &str) -> io::Result<()> {
    let folder = folder.canonicalize()?;
    let mut list = format!("pub(crate) static {name}: &[(&str, {ty})] = &[\n");
    for path in files(&folder)? {
        let below = path.strip_prefix(&folder).expect("found below it");
        let (below, path) = (below.display().to_string(), path.display().to_string());
        writeln!(list, "    ({below:?}, {include}!({path:?})),").expect("writing to a string");
    }
    list.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join(out);
    fs::write(out, list)
}

/// All files below a folder, by path; the folders are watched.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
