/// Keys and notes that other programs made.
enum KnownNotes {
  /// The documentation of Go's `golang.org/x/mod/sumdb/note`.
  enum Neumann {
    static let secret =
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let text = """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      """
    static let note = """
      \(text)
      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

      """
    static let signedTwice =
      note + """
        — EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=

        """
  }

  /// The example of C2SP signed-note: lines of text with an empty one among them.
  static let quasimodo = """
    Ognuno sta solo sul cuor della terra
    trafitto da un raggio di sole:

    ed è subito sera.

    — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

    """

  /// The example of C2SP tlog-cosignature, which is also that of tlog-checkpoint.
  static let behindTheSofa = """
    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

    """

  /// Made with the Ed25519 of Go's standard library: the log's seed is the bytes 0 to 31, the
  /// witness's 32 to 63.
  enum Eu {
    static let secret =
      "PRIVATE+KEY+orderledger.example/eu+d42e57c0+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    static let vkey =
      "orderledger.example/eu+d42e57c0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    static let text = """
      orderledger.example/eu
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      """
    static let note = """
      \(text)
      — orderledger.example/eu 1C5XwL26mKrK++pn+3p+/U0KTbF6Sd8Wh+L0GMVJ59SQob7KaZs0kK4TYgPS9nS/vO0+0OVRvEng7MhmoSIm2uDnbwo=

      """
    static let witnessLine = """
      — witness.example/w1 IDJKvgAAAABkGFDLrvomLKaMCEaPQlkjtnNo4RXW7xrhJ/NnVuVuFCrMW1YTWxUUM6kAkGugHEI7dwbDB1RjL5NTjARtWT3r3U7gCA==

      """
    static let witnessKey =
      "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
    static let witnessSeconds: UInt64 = 1_679_315_147
  }
}
