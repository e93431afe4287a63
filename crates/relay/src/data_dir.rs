//! The relay's folder and the small files in it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::Path;

use crate::error::StartError;
use crate::writer::Dedupe;

/// Makes the folder, for this user only, and makes sure that no other relay uses it.
pub(crate) fn claim(dir: &Path) -> Result<File, StartError> {
    let failed = |source| unusable(dir, source);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(failed)?;
    let lock = File::options().create(true).truncate(false).write(true).open(dir.join("lock")).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StartError::DataDirInUse { path: dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// The key under which updates' identities are hashed. It protects nothing but those hashes, and losing it means only that
/// a provider's repetition of the last days could be stored twice.
pub(crate) fn dedupe(dir: &Path) -> Result<Dedupe, StartError> {
    let failed = |source| unusable(dir, source);
    let path = dir.join("dedupe.key");
    match fs::read(&path) {
        Ok(bytes) => {
            let key: [u8; 32] =
                bytes.try_into().map_err(|_| failed(io::Error::new(io::ErrorKind::InvalidData, "dedupe.key is not 32 bytes long")))?;
            return Ok(Dedupe::new(&key));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).map_err(StartError::Randomness)?;
    write_durably(dir, &path, &key).map_err(failed)?;
    Ok(Dedupe::new(&key))
}

/// All or nothing, even through a power cut. Readable for this user only.
pub(crate) fn write_durably(dir: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    // What an interrupted attempt left behind may have another mode.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    // Windows has no way to sync a folder, and needs none.
    #[cfg(unix)]
    File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

pub(crate) fn unusable(dir: &Path, source: io::Error) -> StartError {
    StartError::DataDir { path: dir.to_owned(), source }
}
