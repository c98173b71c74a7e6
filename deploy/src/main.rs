//! `chihosai`: Japanese local-government bonds (地方債) from one TOML file.
//!
//! Exit codes: 0 done, 1 failed, 2 the input or the command line is defective.
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod input;
mod operate;
mod output;
mod reasons;
mod rehearsal;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use input::defect::Failure;
use output::Format;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    if let Some(bom) = arguments.bom {
        output::set_bom(bom);
    }
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
        Command::Schedule { series, deadlines: true } => commands::deadlines::run(&input::series(&series)?, format),
        Command::Schedule { series, .. } => commands::schedule::run(&input::series(&series)?, format),
        Command::Quote { series, event, units, tax_class } => {
            commands::quote::run(&input::series(&series)?, &event, &units, &tax_class, format)
        }
        Command::Accrued { series, date, units, convention, per_100_digits, price, fee } => {
            let question = commands::accrued::Question {
                date: &date,
                units: &units,
                convention: &convention,
                per_100_digits: per_100_digits.as_deref(),
                price: price.as_deref(),
                fee: fee.as_deref(),
            };
            commands::accrued::run(&input::series(&series)?, &question, format)
        }
        Command::Daycount { convention, from, to, frequency, maturity, interest_day } => {
            let question = commands::daycount::Question {
                convention: &convention,
                from: &from,
                to: &to,
                frequency,
                maturity: maturity.as_deref(),
                interest_day: interest_day.as_deref(),
            };
            commands::daycount::run(&question, format)
        }
        Command::Calendar { from, to } => commands::calendar::run(&from, &to, format),
        Command::Validate { series } => commands::validate::run(input::series(&series), format),
        Command::Rehearse { series, investors, trades, bundles } => {
            let trades_file = trades.as_deref().map_or(String::new(), |path| path.display().to_string());
            let (series, investors, trades) = input::rehearsal(&series, &investors, trades.as_deref())?;
            commands::rehearse::run(&series, &investors, (&trades_file, &trades), &bundles.bundles, format)
        }
        Command::Deploy { series, records, bundles, chain, sign } => {
            let files = commands::deploy::Files { series: &series, records: &records, bundles: &bundles.bundles };
            commands::deploy::run(&files, &chain, &sign, format)
        }
        Command::Verify { record, bundles, chain } => commands::verify::run(&record, &chain, &bundles.bundles, format),
        Command::Status { record, chain } => commands::status::run(&record, &chain, format),
        Command::Kyc { command } => commands::kyc::run(command, format),
        Command::Issue { record, investors, close, issued_before, chain, sign } => {
            let wish = commands::issue::Wish { close, issued_before };
            commands::issue::issue(&record, &investors, wish, &chain, &sign, format)
        }
        Command::Transfer { record, to, units, chain, sign } => {
            commands::issue::transfer(&record, &to, units, &chain, &sign, format)
        }
        Command::CanTransfer { record, from, to, units, chain } => {
            let question = commands::can_transfer::Question { from: &from, to: &to, units };
            commands::can_transfer::run(&record, question, &chain, format)
        }
        Command::Register { record, genbo, certificate, names, from, csv, chain, .. }
            if genbo || certificate.is_some() =>
        {
            let question =
                commands::genbo::Question { certificate: certificate.as_deref(), names: names.as_deref(), from, csv };
            commands::genbo::run(&record, question, &chain, format)
        }
        Command::Register { record, at_event, csv, chain, .. } => {
            let question = commands::register::Question { at_event, csv };
            commands::register::run(&record, question, &chain, format)
        }
        Command::Pause { record, chain, sign } => commands::issue::pause(&record, true, &chain, &sign, format),
        Command::Unpause { record, chain, sign } => commands::issue::pause(&record, false, &chain, &sign, format),
        Command::Issuer(command) => commands::issuer::run(command, format),
        Command::Enforce(command) => commands::enforce::run(command, format),
        Command::Role { command } => commands::roles::run(command, format),
        Command::Document { command } => commands::document::run(command, format),
        Command::Coupon { command } => commands::coupon::run(command, format),
        Command::Tax { command } => commands::cash::tax(command, format),
        Command::Treasury { command } => commands::cash::treasury(command, format),
        Command::Report { command } => commands::report::run(command, format),
        Command::Watch { record, from, until, no_follow, bundles, chain } => {
            let range = commands::watch::Range { from, until, no_follow };
            commands::watch::run(&record, range, &bundles.bundles, &chain, format)
        }
        Command::Export { record, check: Some(file), chain, .. } => {
            commands::export::check(&record, &file, &chain, format)
        }
        Command::Export { record, out, check: None, chain } => commands::export::run(&record, out, &chain, format),
        Command::Bench { record, to, transfers, chain, sign } => {
            commands::bench::run(&record, &to, transfers, &chain, &sign, format)
        }
        Command::Seal { chain, sign } => commands::seal::run(&chain, &sign, format),
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
