#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the files of a rulebook from disk.
public enum RulebookDirectory {
  private static let depthMax = 8

  /// All files that count, by path.
  public static func files(of directory: String) throws(RulebookErrors) -> [Rulebook.File] {
    let problems = ProblemList()
    var paths: [String] = []
    list(directory, "", 0, &paths, problems)
    let files = paths.sorted().compactMap { path -> Rulebook.File? in
      guard let bytes = read("\(directory)/\(path)", problems, path) else { return nil }
      return Rulebook.File(path: path, bytes: bytes)
    }
    guard !problems.hasErrors else { throw RulebookErrors(problems: problems.sorted) }
    return files
  }

  private static func list(
    _ root: String, _ path: String, _ depth: Int, _ paths: inout [String], _ problems: ProblemList
  ) {
    let full = path.isEmpty ? root : "\(root)/\(path)"
    guard depth < depthMax else { return }
    guard let handle = opendir(full) else {
      problems.report(.unreadable(reason()), in: path.isEmpty ? root : path)
      return
    }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // What begins with a dot belongs to an editor or to version control.
      guard !name.hasPrefix(".") else { continue }
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      var status = stat()
      guard stat("\(root)/\(inner)", &status) == 0 else {
        if RulebookPath.counts(inner) { problems.report(.unreadable(reason()), in: inner) }
        continue
      }
      if status.st_mode & S_IFMT == S_IFDIR {
        list(root, inner, depth + 1, &paths, problems)
      } else if RulebookPath.counts(inner) {
        paths.append(inner)
      }
    }
  }

  private static func read(
    _ path: String, _ problems: ProblemList, _ name: String
  ) -> [UInt8]? {
    guard let file = fopen(path, "rb") else {
      problems.report(.unreadable(reason()), in: name)
      return nil
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      bytes += buffer[..<count]
      if count < buffer.count || bytes.count > YAMLReader.sizeMax { break }
    }
    guard ferror(file) == 0 else {
      problems.report(.unreadable(reason()), in: name)
      return nil
    }
    return bytes
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
