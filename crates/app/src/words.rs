//! The few words of the program itself that several answers share.

use fadu_definition::RefusalKind;

/// The name of a kind of refusal (sheet 00, 15), as lists and logs print it.
pub(crate) fn kind(kind: RefusalKind) -> &'static str {
    match kind {
        RefusalKind::FieldMissing => "FIELD_MISSING",
        RefusalKind::FieldInvalid => "FIELD_INVALID",
        RefusalKind::RefNotValid => "REF_NOT_VALID",
        RefusalKind::RoleDenied => "ROLE_DENIED",
        RefusalKind::Sod => "SOD",
        RefusalKind::Recusal => "RECUSAL",
        RefusalKind::StepIllegal => "STEP_ILLEGAL",
        RefusalKind::Guard => "GUARD",
        RefusalKind::EvidenceMissing => "EVIDENCE_MISSING",
        RefusalKind::LimitLapsed => "LIMIT_LAPSED",
        RefusalKind::Duplicate => "DUPLICATE",
        RefusalKind::Conflict => "CONFLICT",
        RefusalKind::Immutable => "IMMUTABLE",
        RefusalKind::Privacy => "PRIVACY",
        RefusalKind::CalendarProvisional => "CALENDAR_PROVISIONAL",
        RefusalKind::FontMissing => "FONT_MISSING",
        RefusalKind::Format => "FORMAT",
    }
}
