//! ZIP archives and what can be wrong with them.

use zip::result::ZipError;

use super::super::ReadError;

/// What is wrong with an archive, or with a document that is one inside.
pub(in crate::read) fn fault(error: &ZipError, format: &'static str) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(reason) if reason.contains("assword") => ReadError::Encrypted { format },
        ZipError::InvalidPassword => ReadError::Encrypted { format },
        error => ReadError::Damaged { format, reason: error.to_string() },
    }
}
