extension RulebookProblem {
  /// What kind of problem it is. The raw values are stable: tools and tests may rely on them.
  public enum Code: String, Sendable, CaseIterable {
    // Files.
    case unreadable = "unreadable_file"
    case missingFile = "missing_file"
    case unknownFile = "unknown_file"
    case duplicateFile = "duplicate_file"
    case fileTooLarge = "file_too_large"
    case notUTF8 = "not_utf8"
    case badYAML = "bad_yaml"
    case tooDeep = "too_deep"
    case anchor = "anchor_not_allowed"
    case kindFileMismatch = "kind_file_mismatch"
    case unsupportedLanguage = "unsupported_language"
    // Forms.
    case wrongForm = "wrong_form"
    case emptyValue = "empty_value"
    case unknownKey = "unknown_key"
    case missingKey = "missing_key"
    case duplicateKey = "duplicate_key"
    case keysExclude = "keys_exclude_each_other"
    case keyNotInPart = "key_not_in_part"
    case badName = "bad_name"
    case reservedName = "reserved_name"
    case unknownOption = "unknown_option"
    case badNumber = "bad_number"
    case badDuration = "bad_duration"
    case badTime = "bad_time"
    case badClock = "bad_clock_time"
    case badDate = "bad_date"
    case badOffset = "bad_offset"
    case badPath = "bad_json_path"
    case badExpression = "bad_regular_expression"
    case badSource = "bad_source"
    case badHeader = "bad_header"
    case splitNotAllowed = "split_not_allowed"
    case badReference = "bad_reference"
    case badMessageType = "bad_message_type"
    case badCondition = "bad_condition"
    // Of a policy.
    case badTransition = "bad_transition"
    case badEffect = "bad_effect"
    case badAmount = "bad_amount"
    // Names that are not there.
    case unknownFacet = "unknown_facet"
    case unknownState = "unknown_state"
    case unknownFact = "unknown_fact"
    case unknownTrait = "unknown_trait"
    case unknownRole = "unknown_role"
    case unknownSelector = "unknown_selector"
    case unknownSystem = "unknown_system"
    case unknownAmount = "unknown_amount"
    case unknownEntity = "unknown_entity"
    case unknownHandoff = "unknown_handoff"
    case unknownPattern = "unknown_pattern"
    case unknownCause = "unknown_cause"
    case unknownShape = "unknown_shape"
    case unknownZone = "unknown_zone"
    case unknownKind = "unknown_kind"
    // Meaning.
    case duplicateShape = "duplicate_shape"
    case duplicateName = "duplicate_name"
    case tooManyStates = "too_many_states"
    case tooMany = "too_many"
    case roleConflict = "role_conflict"
    case systemWithoutRole = "system_without_role"
    case middlewareAuthority = "middleware_authority"
    case truthNotAllowed = "truth_not_allowed"
    case cyclicUnless = "cyclic_unless"
    case cyclicPrerequisite = "cyclic_prerequisite"
    case hardBeforeGrace = "hard_before_grace"
    case emptyPeriod = "empty_period"
    case notAscending = "not_ascending"
    // Warnings.
    case rowNeverMatches = "row_never_matches"
    case stateNeverReached = "state_never_reached"
    case unusedHandoff = "unused_handoff"
    case unusedFact = "unused_fact"
    case unusedShape = "unused_shape"
    case unusedZone = "unused_zone"
    case messageNeverMatches = "message_never_matches"
    case facetWithoutAuthority = "facet_without_authority"
    case amountNotRequired = "amount_not_required"
    case amountUnitsDiffer = "amount_units_differ"
  }
}

extension RulebookProblem.Code {
  /// What `rules check` says and a rulebook may still have; everything else stops it from loading.
  public var severity: RulebookProblem.Severity {
    switch self {
    case .rowNeverMatches, .stateNeverReached, .unusedHandoff, .unusedFact, .unusedShape,
      .unusedZone, .messageNeverMatches, .facetWithoutAuthority, .amountNotRequired,
      .amountUnitsDiffer:
      .warning
    default: .error
    }
  }
}
