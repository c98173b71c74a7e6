//! Where the signing key comes from: `ACCOUNT_URI`, a key file, or a prompt. It is never an argument of the command
//! line, which other users of the machine can read.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use bond_client::node::Key;

use crate::input::defect::{Failure, Problem};
use crate::input::source::without_mark;

/// The environment variable with the secret URI.
const VARIABLE: &str = "ACCOUNT_URI";

/// Reads the signing key: of `file` if it is named, else of `ACCOUNT_URI`, else asks for it.
///
/// # Errors
/// [`Failure::Input`] when there is none or it cannot be read.
pub fn signing_key(file: Option<&Path>) -> Result<Key, Failure> {
    let (place, text) = match (file, std::env::var(VARIABLE)) {
        (Some(file), _) => (file.display().to_string(), read_private(file)?),
        (None, Ok(text)) => (VARIABLE.to_owned(), text),
        (None, Err(_)) => ("prompt".to_owned(), ask()?),
    };
    if text.trim().is_empty() {
        return Err(Problem::new("the signing key is empty", "write a mnemonic phrase or a 0x… seed")
            .within(&place)
            .into());
    }
    Key::from_uri(&text).map_err(|error| Problem::of_message(error).within(&place).into())
}

// Helpers

fn read_private(file: &Path) -> Result<String, Failure> {
    let defect = |problem: String, remedy: &str| -> Failure {
        Problem::new(problem, remedy).within(&file.display().to_string()).in_field("--key-file").into()
    };
    let unreadable =
        |error: io::Error| defect(format!("the key file cannot be read: {error}"), "check path and permissions");
    let metadata = fs::metadata(file).map_err(unreadable)?;
    if is_open_to_others(&metadata) {
        return Err(defect("others may read the key file".into(), "run chmod 600 on it"));
    }
    let bytes = fs::read(file).map_err(unreadable)?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(defect("the key file is UTF-16".into(), "save it as UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|_| defect("the key file is no UTF-8".into(), "save it as UTF-8"))?;
    Ok(without_mark(&text).to_owned())
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

fn ask() -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        let problem = Problem::new(
            "there is no signing key",
            format!("set {VARIABLE}, name a file with --key-file, or run it in a terminal to be asked"),
        );
        return Err(problem.in_option("--key-file"));
    }
    let text = rpassword::prompt_password("Secret URI of the signing account (not shown): ");
    text.map_err(|error| anyhow::Error::new(error).context("the key cannot be read from the terminal").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        fs::write(&file, "//Alice\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let defects = signing_key(Some(&file)).unwrap_err();
        assert_eq!(defects.defects()[0].problem, "others may read the key file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(signing_key(Some(&file)).unwrap().is_development());
        // F9: as Notepad saves it.
        fs::write(&file, include_bytes!("../../tests/data/cases/F9/key-with-bom.key")).unwrap();
        assert!(signing_key(Some(&file)).unwrap().is_development());
        fs::write(&file, b"\xff\xfe/\0/\0").unwrap();
        assert_eq!(signing_key(Some(&file)).unwrap_err().defects()[0].problem, "the key file is UTF-16");
        fs::write(&file, " \n").unwrap();
        assert_eq!(signing_key(Some(&file)).unwrap_err().defects()[0].problem, "the signing key is empty");
    }
}
