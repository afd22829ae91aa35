/// For people who know what goes wrong, and not what a rulebook calls it.
extension ReplayReport {
  /// The report with patterns under their titles.
  var titled: ReplayReport {
    var titled = self
    titled.effects = effects.map { effect in
      guard effect.kind.isOfPattern else { return effect }
      var effect = effect
      effect.subject = vocabulary.titles[effect.subject] ?? effect.subject
      return effect
    }
    return titled
  }

  /// What a rulebook calls the pattern of a title.
  func patternName(ofTitle title: String) -> String? {
    vocabulary.titles.filter { $0.value == title && $0.key != title }.map(\.key).min()
  }
}

extension Effect.Kind {
  /// Whether its subject is a pattern.
  fileprivate var isOfPattern: Bool {
    switch self {
    case .opened, .closed, .rejudged, .breached, .unbreached, .alertEarlier, .alertLater: true
    default: false
    }
  }
}

extension Effect {
  /// In words for a page: values that nobody knew stay as they came.
  var html: String {
    switch kind {
    case .quarantined, .released: HTMLText.breaking(text)
    default: HTMLText.words(text)
    }
  }
}
