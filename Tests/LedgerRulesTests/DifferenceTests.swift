import LedgerCore
import LedgerRules
import Testing

@Suite("Revisions and differences")
struct DifferenceTests {
  private func difference(
    _ path: String, _ find: String, _ replacement: String
  ) throws -> RulebookDifference {
    let files = try #require(Fixture.edited(path, find, replacement))
    return RulebookDifference(from: try Fixture.rulebook(), to: try Rulebook.compile(files: files))
  }

  @Test("a rulebook does not differ from itself, nor by comments and layout")
  func same() throws {
    let book = try Fixture.rulebook()
    #expect(RulebookDifference(from: book, to: book).isEmpty)
    let path = "channels/shopify.yaml"
    let commented = try Rulebook.compile(
      files: Fixture.files(path, "# comment\n\n" + Fixture.text(path) + "\n# end\n"))
    #expect(commented.revision != book.revision)
    #expect(commented.extractionRevision == book.extractionRevision)
    let difference = RulebookDifference(from: book, to: commented)
    #expect(difference.isEmpty && !difference.changesFold && !difference.changesExtraction)
  }

  @Test("a mapping row that changes is told in words, and decodes and refolds nothing")
  func mappingRow() throws {
    let difference = try difference(
      "channels/shopify.yaml", "partially_refunded: captured",
      "partially_refunded: partially_captured")
    #expect(
      difference.changes.map(\.sentence) == [
        "shopify order.payment: partially_refunded: captured → partially_captured"
      ])
    let change = try #require(difference.changes.first)
    #expect(change.kind == .mapping)
    #expect(change.beforePlace == change.afterPlace)
    #expect(change.afterPlace?.file == "channels/shopify.yaml")
    #expect(!difference.changesExtraction && !difference.changesFold)
  }

  /// Path, text, replacement, the kinds of changes, extraction, fold.
  static let edits: [(String, String, String, Set<RulebookChange.Kind>, Bool, Bool)] = [
    ("channels/shopify.yaml", "voided: voided, ", "", [.mapping], false, false),
    ("channels/shopify.yaml", "moves: action", "moves: snapshot", [.mapping], false, false),
    (
      "channels/shopify.yaml", "test: { test: true }", "test: { test: yes }", [.mapping], false,
      false
    ),
    ("channels/netsuite.yaml", "then: rejected", "then: absent", [.mapping], false, false),
    (
      "channels/celigo.yaml", "hearsay-of: to_system", "claimant-of: to_system", [.mapping], false,
      false
    ),
    (
      "channels/shopify.yaml", "effective-until: 2026-02-01", "effective-until: 2026-03-01",
      [.mapping], false, false
    ),
    (
      "channels/stripe.yaml", "facts: { status: $.status }", "facts: { status: $.state }",
      [.extraction], true, false
    ),
    (
      "channels/stripe.yaml", "unit: minor, negate: false", "unit: minor, negate: true",
      [.extraction], true, false
    ),
    (
      "channels/stripe.yaml", "charge.*: charge", "charge.created: charge", [.extraction], true,
      false
    ),
    ("channels/shopify.yaml", "period: 120d", "period: 90d", [.extraction], true, false),
    ("channels/shopify.yaml", "cites: $.causationid", "cites: $.cause", [.extraction], true, false),
    (
      "channels/shopify.yaml", "each: \"$.parcels[*]\"", "each: \"$.boxes[*]\"", [.extraction],
      true, false
    ),
    (
      "channels/celigo.yaml", "complete: $.complete", "complete: $.done", [.extraction], true, false
    ),
    (
      "channels/shopify.yaml", "cancelled: { exists: $.cancelled_at }\n      test: $.test",
      "test: $.test\n      cancelled: { exists: $.cancelled_at }", [.extraction], true, false
    ),
    (
      "zones.yaml", "from: 2024-11-03T09:00:00Z", "from: 2024-11-03T10:00:00Z",
      [.extraction, .handoff], true, true
    ),
    (
      "truth.yaml", "payment: [payment, origin]", "payment: [origin, payment]", [.authority], false,
      true
    ),
    ("truth.yaml", "hold: 7d", "hold: 8d", [.prerequisite], false, true),
    (
      "truth.yaml", "roles: [marketplace, storefront]", "roles: [storefront, marketplace]",
      [.origin], false, true
    ),
    ("truth.yaml", "legacy-wms: wms", "legacy-wms: carrier", [.system], false, true),
    ("truth.yaml", "handoff: erp_creation", "handoff: warehouse", [.presence], false, true),
    ("patterns.yaml", "grace: 60m", "grace: 61m", [.handoff], false, true),
    ("patterns.yaml", "severity: high", "severity: low", [.pattern], false, true),
    ("patterns.yaml", "    unless: [checkout_disconnect]\n", "", [.pattern], false, true),
    ("patterns.yaml", "mapping, sequencing", "sequencing, mapping", [.causes], false, true),
    ("patterns.yaml", "remedy: Trigger a sync.", "remedy: Sync.", [.words], false, false),
    ("facets.yaml", "optional: [pending]", "optional: []", [.facet], false, false),
    ("facets.yaml", "ignore: [voided]", "ignore: []", [.facet], false, true),
    (
      "channels/shopify.yaml", "secret-paths: [$.clientState]", "secret-paths: []", [.intake],
      false, false
    ),
    ("cases/checkout.yaml", "order: \"#1001\"", "order: \"1\"", [.examples], false, false),
    ("channels/shopify.yaml", "then: vip }", "then: gold }", [.mapping, .trait], false, true),
  ]

  @Test("each kind of change has its flags", arguments: edits.indices)
  func flags(_ index: Int) throws {
    let (path, find, replacement, kinds, extraction, fold) = DifferenceTests.edits[index]
    let difference = try difference(path, find, replacement)
    // An optional first state changes no move: nothing before it skips it.
    if kinds == [.facet], !fold {
      #expect(difference.isEmpty)
      return
    }
    #expect(Set(difference.changes.map(\.kind)) == kinds, "\(difference.changes)")
    #expect(difference.changesExtraction == extraction)
    #expect(difference.changesFold == fold)
    #expect(
      difference.changes.allSatisfy { $0.kind == .trait || $0.afterPlace ?? $0.beforePlace != nil })
  }

  @Test("rows in another order are told once")
  func reordered() throws {
    let difference = try difference(
      "channels/shopify.yaml",
      """
              - { when: { cancelled: true }, then: cancelled }
              - { when: { any: [ { settled: true, large: false }, { not: { overpaid: absent } } ] }, then: completed }
      """,
      """
              - { when: { any: [ { settled: true, large: false }, { not: { overpaid: absent } } ] }, then: completed }
              - { when: { cancelled: true }, then: cancelled }
      """)
    #expect(difference.changes.map(\.sentence) == ["shopify order.order: the order changed"])
    #expect(difference.changes.map(\.manner) == [.reordered])
    #expect(!difference.changesFold)
  }

  @Test("a file that is added or removed is told")
  func files() throws {
    let without = Fixture.files("cases/checkout.yaml", nil)
    let difference = RulebookDifference(
      from: try Fixture.rulebook(), to: try Rulebook.compile(files: without))
    #expect(difference.changes.map(\.manner) == [.removed])
  }

  @Test("the document has a row for every value, every pattern and every facet")
  func document() throws {
    let book = try Fixture.rulebook()
    let text = RulebookDocument.markdown(book)
    let row = "financial_status = partially_refunded → payment captured"
    let line = try #require(book.rules.first { $0.text == row }).line
    #expect(
      text.contains(
        "| financial_status = partially_refunded | captured | channels/shopify.yaml:\(line) |"))
    #expect(text.contains("| financial_status is any other value | quarantined |"))
    #expect(text.contains("### Checkout disconnect"))
    #expect(text.contains("| side | on_hold | placed |"))
    #expect(
      text.contains("| fulfillment | marketplace (marketplace_fulfils), then system legacy-wms"))
  }
}
