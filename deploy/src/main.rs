//! `chihosai`: Japanese local-government bonds (地方債) from one TOML file.
//!
//! Exit codes: 0 done, 1 failed, 2 the input or the command line is defective.
#![forbid(unsafe_code)]

mod commands;
mod input;
mod output;
mod rehearsal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use input::defect::Failure;
use output::Format;

/// Japanese local-government bonds (地方債): schedules, quotes, and the rehearsal of a whole series.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// How results and errors are written.
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the payment events of a series.
    Schedule {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
    },
    /// Print what a holder receives for one payment event.
    Quote {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// Number of the event, from 0, as `schedule` prints it.
        #[arg(long, value_name = "K", allow_hyphen_values = true)]
        event: String,
        /// Units that the holder has at the record date.
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        units: String,
        /// Tax class of the holder at the record date: individual, corporation, exempt or non-resident.
        #[arg(long, value_name = "CLASS")]
        tax_class: String,
    },
    /// Print the bank holidays of a range of dates; plain weekends are left out.
    Calendar {
        /// First day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        from: String,
        /// Last day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        to: String,
    },
    /// Check the terms of a series and print every defect.
    Validate {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
    },
    /// Take a series through its whole life on the embedded chain.
    Rehearse {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// Registered wallets and their allotments.
        #[arg(long, value_name = "INVESTORS.csv")]
        investors: PathBuf,
        /// Transfers and their times.
        #[arg(long, value_name = "TRADES.csv")]
        trades: Option<PathBuf>,
        /// Where the built contracts are.
        #[arg(long, value_name = "DIR", default_value = "target/ink")]
        bundles: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    match run(arguments.command, arguments.format) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::report(&failure, arguments.format);
            ExitCode::from(failure.exit_code())
        }
    }
}

// Helpers

fn run(command: Command, format: Format) -> Result<(), Failure> {
    match command {
        Command::Schedule { series } => commands::schedule::run(&input::series(&series)?, format),
        Command::Quote { series, event, units, tax_class } => {
            commands::quote::run(&input::series(&series)?, &event, &units, &tax_class, format)
        }
        Command::Calendar { from, to } => commands::calendar::run(&from, &to, format),
        Command::Validate { series } => commands::validate::run(input::series(&series), format),
        Command::Rehearse { series, investors, trades, bundles } => {
            let trades_file = trades.as_deref().map_or(String::new(), |path| path.display().to_string());
            let (series, investors, trades) = input::rehearsal(&series, &investors, trades.as_deref())?;
            commands::rehearse::run(&series, &investors, (&trades_file, &trades), &bundles, format)
        }
    }
}

/// Help and version are answers; everything else is a defective command line.
fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match output::print(&error.to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => ExitCode::from(failure.exit_code()),
        };
    }
    // The arguments were not understood, so the format is looked for by hand.
    let words: Vec<_> = std::env::args_os().collect();
    let wants_json = words.iter().any(|word| word == "--format=json")
        || words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    output::report_usage(&error.to_string(), if wants_json { Format::Json } else { Format::Text });
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
