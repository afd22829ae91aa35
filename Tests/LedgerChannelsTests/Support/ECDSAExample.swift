/// A signature with SHA-256 in eBay's form, made with OpenSSL: the vendor's own vectors
/// have SHA-1 only.
enum ECDSAExample {
  static let body = "{\"a\":1}"
  static let publicKey = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHhAb82BHlTLkPtq+FW7lt53KLfYkFWenFqdmtKP0aIcjjgXVBtEFRwqJVlVaUsjrLHa/Z926xioiYa6iBbV83Q==
    -----END PUBLIC KEY-----
    """
  static let header = """
    eyJhbGciOiJFQ0RTQSIsImtpZCI6ImsxIiwic2lnbmF0dXJlIjoiTUVVQ0lETjE2YjBtZFZINzZla3hHZUQ2OGo0Y0\
    pzQkcvTVZITzkrREE2OHVvdllsQWlFQXZGVkJNL1M1elNoYVJPcW9GQ3BQZVFhN1J1bG9Md1Q2eUZNQWhuSFN5cGM9\
    IiwiZGlnZXN0IjoiU0hBLTI1NiJ9
    """
}
