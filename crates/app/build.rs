//! Writes a list of the definition files, so that the program carries them and is built again when
//! one is added, changed or removed.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let mut list = String::from("pub(crate) static DEFINITIONS: &[(&str, &str)] = &[\n");
    for path in files(&root.join("definitions"))? {
        let path = path.canonicalize()?;
        let name = path.strip_prefix(root.join("definitions").canonicalize()?).expect("found below it");
        writeln!(list, "    ({:?}, include_str!({:?})),", name.display(), path.display())
            .expect("writing to a string");
    }
    list.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("definitions.rs");
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
