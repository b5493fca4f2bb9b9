//! `--as-of` and `--between`: questions about a time.

use clap::Args;

use crate::graph::{CalendarDate, Period};

use super::error::CliError;

/// Which time is asked for. A statement is left out when its dates say that it did not hold then; one without dates stays.
#[derive(Args)]
#[command(next_help_heading = "Time")]
pub(super) struct TimeArguments {
    /// Only what may have held at this time: 2023, 2023-07 or 2023-07-06; what has no date stays
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Only what may have held between two dates
    #[arg(long, num_args = 2, value_names = ["DATE", "DATE"], conflicts_with = "as_of")]
    between: Vec<String>,
}

impl TimeArguments {
    /// The time, if one is asked for.
    pub(super) fn period(&self) -> Result<Option<Period>, CliError> {
        let date = |text: &String| CalendarDate::parse(text).ok_or_else(|| CliError::Date { text: text.clone() });
        Ok(match (&self.as_of, self.between.as_slice()) {
            (Some(text), _) => {
                let date = date(text)?;
                Some(Period { first: Some(date), last: Some(date) })
            }
            (None, [first, last]) => {
                let (first, last) = (date(first)?, date(last)?);
                if last.last_day() < first.first_day() {
                    return Err(CliError::Backwards);
                }
                Some(Period { first: Some(first), last: Some(last) })
            }
            _ => None,
        })
    }
}
