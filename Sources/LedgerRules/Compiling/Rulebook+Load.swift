extension Rulebook {
  /// Compiles files, in whatever order they come; throws all errors at once.
  public static func compile(files: [File]) throws(RulebookErrors) -> Rulebook {
    try Compiler.run(files, warns: false).get()
  }

  /// Reads and compiles a directory.
  public static func load(directory: String) throws(RulebookErrors) -> Rulebook {
    try compile(files: RulebookDirectory.files(of: directory))
  }

  /// The rulebook, where nothing is wrong with it, and all that is wrong or probably not meant.
  public static func check(
    files: [File]
  ) -> (rulebook: Rulebook?, problems: [RulebookProblem]) {
    let compilation = Compiler.run(files, warns: true)
    return (compilation.rulebook, compilation.problems)
  }
}

extension Compilation {
  func get() throws(RulebookErrors) -> Rulebook {
    guard let rulebook else {
      throw RulebookErrors(problems: problems.filter { $0.severity == .error })
    }
    return rulebook
  }
}
