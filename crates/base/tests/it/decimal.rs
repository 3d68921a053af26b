//! Exact arithmetic of money and decimals.

use fadu_base::decimal::{SCALE, divide_half_up};
use fadu_base::{Decimal, Money};
use proptest::prelude::*;

#[test]
fn texts() {
    assert_eq!(Money::parse_yuan("1234.5"), Some(Money(123_450)));
    assert_eq!(Money::parse_yuan("-0.01"), Some(Money(-1)));
    assert_eq!(Money::parse_yuan("1.230"), Some(Money(123)));
    for bad in ["", "-", ".", "1.", ".5", "1.234", "1,234", "１", "1e3", "--1", "99999999999999999999"] {
        assert_eq!(Money::parse_yuan(bad), None, "{bad}");
    }
    assert_eq!(Money(235_678_450).to_string(), "2356784.50");
    assert_eq!(Decimal::parse("61.1191"), Some(Decimal(61_119_100)));
    assert_eq!(Decimal(-61_119_100).to_string(), "-61.1191");
    assert_eq!(Decimal::parse("0.0000001"), None);
}

#[test]
fn half_goes_away_from_nought() {
    assert_eq!(divide_half_up(5, 10), Some(1));
    assert_eq!(divide_half_up(-5, 10), Some(-1));
    assert_eq!(divide_half_up(4, 10), Some(0));
    assert_eq!(divide_half_up(14, -4), Some(-4));
    assert_eq!(divide_half_up(1, 0), None);
    assert_eq!(divide_half_up(i128::MIN, -1), None);
    assert_eq!(Decimal::parse("2.5").unwrap().round(0), Decimal::parse("3"));
    assert_eq!(Decimal::parse("-2.45").unwrap().round(1), Decimal::parse("-2.5"));
    assert_eq!((Decimal(-1).floor(), Decimal(-1).ceil()), (-1, 0));
    assert_eq!((Decimal(1).floor(), Decimal(1).ceil()), (0, 1));
}

#[test]
fn money_is_multiplied_and_divided() {
    // Added fine of sheet 05: 3% a day for 40 days.
    let daily = Money::from_yuan(20_000).unwrap().checked_mul(Decimal(30_000)).unwrap();
    assert_eq!(daily.checked_mul(Decimal::from_int(40).unwrap()), Money::from_yuan(24_000));
    assert_eq!(Money(1).checked_div(Decimal::from_int(2).unwrap()), Some(Money(1)));
    assert_eq!(Money(300).ratio(Money(200)), Decimal::parse("1.5"));
    assert_eq!(Money(300).ratio(Money(0)), None);
    assert_eq!(Money(12_345).to_decimal(), Decimal::parse("123.45"));
    assert_eq!(Money::from_decimal(Decimal(5_000)), Some(Money(1)));
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(n in any::<i64>()) {
        prop_assert_eq!(Decimal::parse(&Decimal(n).to_string()), Some(Decimal(n)));
        prop_assert_eq!(Money::parse_yuan(&Money(n).to_string()), Some(Money(n)));
    }

    #[test]
    fn product_and_quotient_agree(a in -1_000_000..1_000_000_i64, b in 1..1_000_000_i64) {
        let (a, b) = (Decimal(a * SCALE), Decimal(b * SCALE));
        let product = a.checked_mul(b).unwrap();
        prop_assert_eq!(product.checked_div(b), Some(a));
    }

    #[test]
    fn nothing_overflows(a in any::<i64>(), b in any::<i64>(), places in any::<u32>()) {
        let (x, y, m) = (Decimal(a), Decimal(b), Money(a));
        let _ = (x.checked_mul(y), x.checked_div(y), x.checked_rem(y), x.round(places), x.ceil(), x.checked_add(y));
        let _ = (m.checked_mul(y), m.checked_div(y), m.ratio(Money(b)), m.to_decimal(), Money::from_decimal(x));
        let _ = (x.to_string(), m.to_string(), x.as_int(), x.checked_neg(), x.checked_sub(y));
    }
}
