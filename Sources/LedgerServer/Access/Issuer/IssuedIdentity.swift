import HTTPTypes
import LedgerEngine

/// Who a verified token says that somebody is.
struct IssuedIdentity: Sendable, Hashable {
  var issuer: String
  var name: String
  /// Of the claim that holds roles, as the issuer calls them.
  var roles: [String]
  /// From when on the token counts no more.
  var expires: Timestamp
}

extension IssuedIdentity {
  /// What a token says, where it counts now, is meant for us, and is the issuer's; its signature is looked
  /// at elsewhere.
  ///
  /// - Throws: `not_authenticated`.
  init(_ token: JSONWebToken, _ file: IssuerFile, at now: Timestamp) throws(Problem) {
    guard token.issuer == file.issuer.text else {
      throw .refusedToken("was not issued by \(file.issuer.text)")
    }
    guard !file.audiences.isDisjoint(with: token.audiences) else {
      throw .refusedToken("is not meant for this server: its `aud` is another")
    }
    let expires = try IssuedIdentity.expiry(of: token, file.leeway, at: now)
    guard let name = file.name.texts(in: token.claims).first, IssuedIdentity.isName(name) else {
      throw .refusedToken("names nobody: it has no usable claim `\(file.name.text)`")
    }
    self.init(
      issuer: file.issuer.text, name: name, roles: file.roles.claim.texts(in: token.claims),
      expires: expires)
  }

  /// Looks at the times, of which `exp` must be there.
  private static func expiry(
    of token: JSONWebToken, _ leeway: Interval, at now: Timestamp
  ) throws(Problem) -> Timestamp {
    let begins: [Timestamp]
    let end: Timestamp?
    do throws(JSONWebToken.NoTime) {
      begins = [try token.time("nbf"), try token.time("iat")].compactMap { $0 }
      end = try token.time("exp")
    } catch {
      throw .refusedToken("has a time that is no number of seconds")
    }
    guard let end else { throw .refusedToken("has no end (`exp`)") }
    guard now < end + leeway else { throw .refusedToken("has expired") }
    guard begins.allSatisfy({ $0 <= now + leeway }) else {
      throw .refusedToken("does not count yet (`nbf`, `iat`); compare the clocks")
    }
    return end
  }

  /// What would make a name look like another, or one line like two.
  private static let unseen: Set<Unicode.GeneralCategory> = [
    .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned,
  ]

  /// What can stand in a line of the log.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 255
      && text.unicodeScalars.allSatisfy { !unseen.contains($0.properties.generalCategory) }
  }
}

extension Problem {
  static func refusedToken(_ what: String) -> Problem {
    Problem(.unauthorized, "not_authenticated", "The token \(what)")
  }
}
