//! What a file of investors says about their taxes that cannot be, or hardly can (market-rules-2 §B): refused where it
//! contradicts itself, and said where it may be right. What several wallets cost an investor is said too (ADR 0035).

use std::collections::BTreeMap;

use bond_abi::registry::{InvestorClass, TaxClass};
use bond_math::{gross_yen_floor, rates_on, statutory_table, withhold_floor, Event};

use super::investors::{Investors, Person};
use super::residence::JAPAN;
use super::series::Series;
use crate::input::defect::{Defect, Problem};
use crate::output::grouped;

/// Most principal of a person whose interest the savings of persons with disabilities leave untaxed (障害者等の少額公債の
/// 非課税, 350万円), in yen.
const TAX_FREE_SAVINGS_YEN: u128 = 3_500_000;

/// The column of a contradiction.
const TAX_CLASS: &str = "tax_class";

// Queries

/// Refuses contradictions, each with the line of the investor's first row, and gives what is only odd. What other series
/// hold is not known here.
pub fn check(file: &str, investors: &Investors, series: Option<&Series>, defects: &mut Vec<Defect>) -> Vec<String> {
    let mut warnings = Vec::new();
    for person in &investors.persons {
        if let Some(problem) = contradiction(person) {
            defects.push(problem.within(file).at_line(person.line).in_column(TAX_CLASS));
        }
        warnings.extend(odd(person).map(|text| format!("line {}: {text}", person.line)));
    }
    if let Some(series) = series {
        let units = units_of(investors);
        for person in &investors.persons {
            let held = units.get(&person.investor_id).map_or(&[][..], Vec::as_slice);
            let found = [savings(person, held, series), several_wallets(person, held, series)];
            warnings.extend(found.into_iter().flatten().map(|text| format!("line {}: {text}", person.line)));
        }
    }
    warnings
}

// Helpers

/// A person in Japan is taxed as one, an organisation as one: another class withholds the wrong local tax.
fn contradiction(person: &Person) -> Option<Problem> {
    let record = &person.record;
    let is_individual = record.class == InvestorClass::Individual;
    let in_japan = record.residence.country == JAPAN;
    let (problem, right) = match record.tax_class {
        TaxClass::Corporation if is_individual => ("an individual is taxed as a corporation", individual(in_japan)),
        TaxClass::NonResident if is_individual && in_japan => {
            ("an individual who lives in Japan is taxed as a non-resident", "individual")
        }
        TaxClass::Individual if !is_individual => {
            ("an organisation is taxed as an individual, with local tax", organisation(in_japan))
        }
        TaxClass::NonResident if in_japan => ("an organisation in Japan is taxed as a non-resident", "corporation"),
        _ => return None,
    };
    let which = if record.exemption.is_some() { "taxed_otherwise" } else { "tax_class" };
    Some(Problem::new(problem, format!("write {right} as {which}, or correct class or residence")))
}

const fn individual(in_japan: bool) -> &'static str {
    if in_japan {
        "individual"
    } else {
        "non-resident"
    }
}

const fn organisation(in_japan: bool) -> &'static str {
    if in_japan {
        "corporation"
    } else {
        "non-resident"
    }
}

/// Abroad, and taxed as somebody here: right for a few.
fn odd(person: &Person) -> Option<&'static str> {
    let record = &person.record;
    if record.residence.country == JAPAN {
        return None;
    }
    match (record.class == InvestorClass::Individual, record.tax_class) {
        (true, TaxClass::Individual) => {
            Some("lives abroad and is taxed as a resident: no prefecture gets the local tax (配当割) that is withheld")
        }
        (false, TaxClass::Corporation) => {
            Some("is established abroad and taxed as a domestic corporation: right with an establishment in Japan only")
        }
        _ => None,
    }
}

/// Units of each wallet of an investor that has any.
fn units_of(investors: &Investors) -> BTreeMap<u64, Vec<u64>> {
    let owner: BTreeMap<[u8; 32], u64> = investors
        .persons
        .iter()
        .flat_map(|person| person.wallets.iter().map(|wallet| (*wallet.account.as_ref(), person.investor_id)))
        .collect();
    let mut units: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for row in investors.rows.iter().filter(|row| row.units > 0) {
        if let Some(investor_id) = owner.get(AsRef::<[u8; 32]>::as_ref(&row.wallet)) {
            units.entry(*investor_id).or_default().push(row.units);
        }
    }
    units
}

/// An individual's exemption is that of the savings of persons with disabilities: the terms must provide for it, and it ends
/// at an amount.
fn savings(person: &Person, held: &[u64], series: &Series) -> Option<String> {
    if person.record.class != InvestorClass::Individual || person.record.exemption.is_none() {
        return None;
    }
    let provisions = &series.terms.provisions;
    if !provisions.tax_free_savings {
        return Some(format!(
            "investor {} is exempt, and the terms have no tax_free_savings (マル優・特別マル優): check the basis",
            person.investor_id
        ));
    }
    let units: u128 = held.iter().copied().map(u128::from).sum();
    let face_yen = units * u128::from(series.terms.denomination_yen);
    let both = match provisions.publicly_offered {
        true => "the two savings (マル優, 特別マル優) have that limit each",
        false => "特別マル優 needs a public offering",
    };
    (face_yen > TAX_FREE_SAVINGS_YEN).then(|| {
        format!(
            "investor {} is exempt and is allotted ¥{} over all wallets, above ¥{}; {both}; other series are not looked at",
            person.investor_id,
            grouped(face_yen),
            grouped(TAX_FREE_SAVINGS_YEN)
        )
    })
}

/// What several wallets cost: each is rounded down by itself.
fn several_wallets(person: &Person, held: &[u64], series: &Series) -> Option<String> {
    if held.len() < 2 {
        return None;
    }
    let total: u64 = held.iter().sum();
    let (mut gross_yen, mut net_yen, mut events) = (0_i128, 0_i128, 0_u32);
    for event in series.schedule().events() {
        let (whole_gross, whole_net) = paid(series, event, total, person.record.tax_class)?;
        let (mut gross, mut net) = (whole_gross, whole_net);
        for units in held {
            let (part_gross, part_net) = paid(series, event, *units, person.record.tax_class)?;
            (gross, net) = (gross - part_gross, net - part_net);
        }
        events += u32::from(gross != 0 || net != 0);
        (gross_yen, net_yen) = (gross_yen + gross, net_yen + net);
    }
    (events > 0).then(|| {
        let net = match net_yen {
            0.. => format!("¥{} less", grouped(net_yen)),
            _ => format!("¥{} more, as less tax is withheld", grouped(net_yen.unsigned_abs())),
        };
        format!(
            "investor {} holds in {} wallets, and each is rounded down by itself: ¥{} less interest in {events} payments than \
             in one wallet, and after tax {net}",
            person.investor_id,
            held.len(),
            grouped(gross_yen)
        )
    })
}

/// Interest of a holding before and after tax, by the statutory rates; `None` beyond them.
fn paid(series: &Series, event: &Event, units: u64, class: TaxClass) -> Option<(i128, i128)> {
    let face_yen = u128::from(event.outstanding_per_unit_yen) * u128::from(units);
    let gross_yen = gross_yen_floor(face_yen, event.interest_per_yen, series.terms.per_yen_digits).ok()?;
    let table = statutory_table();
    let class = match class {
        TaxClass::Individual => bond_math::TaxClass::Individual,
        TaxClass::Corporation => bond_math::TaxClass::Corporation,
        TaxClass::Exempt => bond_math::TaxClass::Exempt,
        TaxClass::NonResident => bond_math::TaxClass::NonResident,
    };
    let rates = rates_on(&table, event.payment_date).ok()?.rates(class);
    let net_yen = withhold_floor(gross_yen, rates).ok()?.net_yen;
    Some((i128::try_from(gross_yen).ok()?, i128::try_from(net_yen).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{investors, samples};

    const HEADER: &str = "wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis\n";
    const WALLETS: [&str; 3] = [
        "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
        "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y",
    ];

    fn parsed(series: &str, rows: &[&str]) -> Result<Investors, Vec<Defect>> {
        let text: String = rows.iter().zip(WALLETS).map(|(row, wallet)| format!("{wallet},{row}\n")).collect();
        let series = samples::series(series).unwrap();
        investors::parse(&samples::source("i.csv", &format!("{HEADER}{text}")), Some(&series))
    }

    fn one(row: &str) -> Result<Vec<String>, String> {
        match parsed(samples::TOKYO_TOML, &[row]) {
            Ok(investors) => Ok(investors.tax_warnings),
            Err(defects) => {
                assert_eq!((defects.len(), defects[0].line), (1, Some(2)), "{defects:?}");
                assert_eq!(defects[0].column.as_deref(), Some("tax_class"));
                Err(defects[0].to_string())
            }
        }
    }

    /// F4: whatever class, residence and tax class stand together.
    #[test]
    fn f4_a_tax_class_that_contradicts_class_or_residence_is_refused() {
        for (class, residence, tax_class, right) in [
            ("individual", "JP-13", "corporation", "write individual"),
            ("individual", "US", "corporation", "write non-resident"),
            ("individual", "JP-13", "non-resident", "write individual"),
            ("corporation", "JP-13", "individual", "write corporation"),
            ("public-body", "JP-13", "individual", "write corporation"),
            ("corporation", "US", "individual", "write non-resident"),
            ("financial-institution", "JP", "non-resident", "write corporation"),
        ] {
            let message = one(&format!("1,{class},{residence},{tax_class},2036-03-31,0,")).unwrap_err();
            assert!(message.contains(right), "{class} {residence} {tax_class}: {message}");
        }
        for (class, residence, tax_class) in [
            ("individual", "JP-13", "individual"),
            ("individual", "US", "non-resident"),
            ("corporation", "JP-13", "corporation"),
            ("public-body", "JP", "corporation"),
            ("corporation", "SG", "non-resident"),
        ] {
            assert_eq!(one(&format!("1,{class},{residence},{tax_class},2036-03-31,0,")), Ok(vec![]));
        }
    }

    #[test]
    fn what_may_be_right_is_only_said() {
        let warned = |row: &str| one(row).unwrap().join("\n");
        assert!(warned("1,individual,US,individual,2036-03-31,0,").contains("配当割"));
        assert!(warned("1,corporation,US,corporation,2036-03-31,0,").contains("establishment"));
        let basis = "ab".repeat(32);
        let exempt = format!("1,individual,JP-13,exempt,2036-03-31,10,{basis}");
        assert!(warned(&exempt).contains("tax_free_savings"));
        // A public body is exempt on another basis.
        assert_eq!(warned(&exempt.replace("individual", "public-body")), "");
    }

    #[test]
    fn the_cap_of_tax_free_savings_counts_all_wallets() {
        let series = samples::ALL[2].0.replace("[policy]", "tax_free_savings = true\n[policy]");
        let basis = "ab".repeat(32);
        let row = |units: u64| format!("1,individual,JP-13,exempt,2036-03-31,{units},{basis}");
        let warned = |first, second| parsed(&series, &[&row(first), &row(second)]).unwrap().tax_warnings.join("\n");
        assert!(!warned(200, 150).contains("3,500,000"), "exactly the cap");
        let above = warned(200, 151);
        assert!(above.contains("¥3,510,000") && above.contains("other series are not looked at"), "{above}");
    }

    /// Market-rules §1 with ¥17.5 a unit: two wallets of one unit get 17 each where one of two gets 35.
    #[test]
    fn two_wallets_of_one_investor_get_a_yen_less_before_tax_and_a_yen_more_after_it() {
        let series = samples::ALL[2].0;
        let row = |units: u64| format!("1,individual,JP-13,individual,2036-03-31,{units},");
        let warned = |first, second| parsed(series, &[&row(first), &row(second)]).unwrap().tax_warnings.join("\n");
        let odd = warned(1, 1);
        assert!(odd.contains("2 wallets") && odd.contains("¥10 less interest in 10 payments"), "{odd}");
        // 17 × 15.315 % = 2.6 twice, 35 × 15.315 % = 5.3; 0.85 twice and 1.75: 15 + 15 against 29.
        assert!(odd.contains("after tax ¥10 more, as less tax is withheld"), "{odd}");
        assert_eq!(parsed(series, &[&row(2)]).unwrap().tax_warnings, [""; 0]);
    }
}
