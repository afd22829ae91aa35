import LedgerCore
import LedgerStorageWriting
import Synchronization
import Testing

@testable import LedgerLog

@Suite("Compression dictionaries")
struct DictionaryTests {
  /// Every value and every doubtful name carries this mark.
  private static let mark = "mArKeD"

  @Test(
    "no marked value gets into a trained dictionary",
    arguments: ["json", "xml", "form", "broken"])
  func scrubbed(_ form: String) throws {
    let samples = try (0..<64).map { try DictionaryTests.marked(form, $0).encoded() }
    var scrubber = Scrubber(samples: samples, seed: 5)
    let scrubbed = (samples + samples).map { scrubber.scrub($0) }
    for sample in scrubbed {
      #expect(!contains(sample, DictionaryTests.mark))
      #expect(!contains(sample, "47114711"))
    }
    let bytes = try #require(DictionaryTraining.dictionary(from: scrubbed))
    #expect(!contains(bytes, DictionaryTests.mark))
    #expect(!contains(bytes, "47114711"))
    #expect(contains(bytes, "x-delivery-signature"), "names of headers stay")
    if form == "json" || form == "xml" { #expect(contains(bytes, "shipping_address")) }
  }

  @Test("a name that stands in few samples, or looks like data, does not stay")
  func names() throws {
    let samples = try (0..<64).map { index in
      let odd = index == 3 ? #""rare_name":1,"# : ""
      let body =
        #"{\#(odd)"anna@example.com":1,"person \#(index)":2,"id_\#(100_000 + index)":3,"total":4}"#
      return try Payload(headers: [], body: Array(body.utf8)).encoded()
    }
    var scrubber = Scrubber(samples: samples, seed: 1)
    for sample in samples {
      let scrubbed = scrubber.scrub(sample)
      #expect(scrubbed.count == sample.count)
      #expect(contains(scrubbed, #""total":"#))
      for text in ["anna", "person", "id_1", "rare_name"] {
        #expect(!contains(scrubbed, text))
      }
    }
  }

  @Test("literals, punctuation and lengths stay; letters and digits of values do not")
  func classes() throws {
    let body = #"{"a":true,"b":null,"c":"x y-9 \"q\" é","d":-12.5e3,"e":[false,7]}"#
    let sample = try Payload(headers: [], body: Array(body.utf8)).encoded()
    var scrubber = Scrubber(samples: [sample, sample], seed: 1)
    let scrubbed = String(decoding: scrubber.scrub(sample).dropFirst(), as: UTF8.self)
    let pattern =
      /\{"a":true,"b":null,"c":"[a-z] [a-z]-[0-9] \\"[a-z]\\" [a-z]{2}","d":-[0-9]{2}\.[0-9][a-z][0-9],"e":\[false,[0-9]\]\}/
    #expect(scrubbed.wholeMatch(of: pattern) != nil, "\(scrubbed)")
  }

  @Test("a log trains, stores and uses dictionaries, and a reader finds them")
  func wholeWay() throws {
    let directory = try TestLog.newDirectory()
    defer { TestLog.remove(directory) }
    let training = LogWriter.Training(seed: 9, run: { $0() })
    do {
      let writer = try LogWriter.create(
        lock: WriterLock.acquire(directory: directory), random: TestLog.random,
        training: training)
      let sealer = writer.makeSealer()
      try append(80, to: writer, sealer)
      #expect(writer.shelf.newest(for: "shop/order")?.id == DictionaryID(rawValue: 1))
      try append(20, to: writer, sealer)
      // The 64th body starts the training, its own commit stores the dictionary, the next
      // one uses it.
      #expect(try encodings(writer.reader, 0..<64) == [.zstd])
      #expect(
        try encodings(writer.reader, 64..<100)
          == [.zstdWithDictionary(DictionaryID(rawValue: 1))])
    }
    // Opened again, the log goes on with the dictionary that it has.
    let writer = try LogWriter.open(
      lock: WriterLock.acquire(directory: directory), training: training)
    try append(1, to: writer, writer.makeSealer())
    #expect(
      try encodings(writer.reader, 100..<101)
        == [.zstdWithDictionary(DictionaryID(rawValue: 1))])
    try TestLog.check(LogReader.open(directory: directory), count: 101)
  }

  @Test("several sealers bring about one training, then all pause")
  func severalSealers() throws {
    let trainings = Mutex(0)
    let shelf = DictionaryShelf()
    let trainer = DictionaryTrainer(shelf: shelf, seed: 1) { _ in trainings.withLock { $0 += 1 } }
    let sealers = (0..<3).map { _ in BodySealer(shelf: shelf, trainer: trainer) }
    for index in 0..<3_000 {
      let payload = DictionaryTests.marked("json", index)
      _ = try sealers[index % 3].seal(
        headers: payload.headers, body: payload.body, salt: Salt(words: (1, 1)), shape: "s")
    }
    #expect(trainings.withLock { $0 } == 1)
  }

  @Test("made-up shapes neither pile up nor keep a real one from its dictionary")
  func madeUpShapes() throws {
    let shelf = DictionaryShelf()
    let trainer = DictionaryTrainer(shelf: shelf, seed: 1, run: { $0() })
    let payload = [UInt8](repeating: 0x61, count: 1_000)
    for index in 0..<(3 * DictionaryTrainer.shapesMax) {
      var pause = DictionaryTrainer.Pause()
      trainer.offer(payload, shape: "made up \(index)", &pause)
    }
    let real = try DictionaryTests.marked("json", 1).encoded()
    var pause = DictionaryTrainer.Pause()
    for _ in 0..<DictionaryTrainer.samplesPerTraining { trainer.offer(real, shape: "s", &pause) }
    #expect(trainer.takeTrained().map(\.shape) == ["s"])
    #expect(pause.rest == DictionaryTrainer.firstPause)
  }

  @Test("a dictionary that saves nothing is not used")
  func useless() throws {
    var random = SeededGenerator(seed: 2)
    let samples = (0..<64).map { _ in [0] + random.bytes(500) }
    #expect(DictionaryTraining.train(samples, seed: 1, current: nil) == nil)
  }

  @Test("training gives the same bytes for the same samples and seed")
  func deterministic() throws {
    let samples = try (0..<64).map { try DictionaryTests.marked("json", $0).encoded() }
    let first = try #require(DictionaryTraining.train(samples, seed: 3, current: nil))
    #expect(DictionaryTraining.train(samples, seed: 3, current: nil) == first)
  }

  @Test("a body whose dictionary is missing says which")
  func missing() throws {
    let log = try TestLog()
    let shelf = DictionaryShelf()
    let samples = try (0..<64).map { try DictionaryTests.marked("json", $0).encoded() }
    let bytes = try #require(DictionaryTraining.train(samples, seed: 3, current: nil))
    let id = DictionaryID(rawValue: 77)
    shelf.put([CompressionDictionary(id: id, shape: "s", bytes: bytes, level: BodySealer.level)])
    let payload = DictionaryTests.marked("json", 1)
    let sealed = try BodySealer(shelf: shelf, trainer: nil).seal(
      headers: payload.headers, body: payload.body, salt: Salt(words: (1, 1)), shape: "s")
    try log.writer.append(batch: [
      PreparedEntry(Entries.delivery(0, content: sealed.content), body: sealed.stored)
    ])
    #expect(throws: LogError.dictionaryMissing(id, neededBy: .first)) {
      try log.writer.reader.body(at: .first)
    }
  }

  private func append(_ count: UInt64, to writer: LogWriter, _ sealer: BodySealer) throws {
    for position in writer.nextPosition.rawValue..<writer.nextPosition.rawValue + count {
      let payload = DictionaryTests.marked("json", Int(position))
      let sealed = try sealer.seal(
        headers: payload.headers, body: payload.body, salt: Salt(words: (position, 0)),
        shape: "shop/order")
      try writer.append(batch: [
        PreparedEntry(Entries.delivery(position, content: sealed.content), body: sealed.stored)
      ])
    }
  }

  private func encodings(
    _ reader: LogReader, _ positions: Range<UInt64>
  ) throws -> Set<BodyEncoding> {
    var found: Set<BodyEncoding> = []
    for position in positions { found.insert(try reader.bodyEncoding(at: LogPosition(position))) }
    return found
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    bytes.contains(Array(text.utf8))
  }

  private static func marked(_ form: String, _ index: Int) -> Payload {
    let fields = ["email", "first_name", "last_name", "phone", "shipping_address", "note"]
    let value = { (field: String) in "\(mark) \(field.count) \(mark)@\(index % 3).example" }
    let body: String
    switch form {
    case "json":
      let list = fields.map { #""\#($0)":"\#(value($0)) \u00e9\"\#(mark)\"""# }
      body = #"{"order":{\#(list.joined(separator: ",")),"number":47114711.25,"paid":true}}"#
    case "xml":
      let list = fields.map { "<\($0) kind=\"\(mark)\">\(value($0))</\($0)>" }
      body = "<?xml version=\"1.0\"?><!-- \(mark) --><order>\(list.joined())<n>47114711</n></order>"
    case "form":
      body = fields.map { "\($0)=\(value($0))" }.joined(separator: "&") + "&number=47114711"
    default:
      body =
        #"{"order":\#(mark),"\#(mark)\#(index):{"#
        + fields.map { #""\#($0)" "\#(value($0))""# }.joined(separator: ":") + "47114711"
    }
    let headers = [
      Header(name: "content-type", value: mark),
      Header(name: "x-delivery-signature", value: "\(mark)47114711\(index)"),
      Header(name: "x-delivery-time", value: "\(mark)"),
    ]
    return Payload(headers: headers, body: Array(body.utf8))
  }
}
