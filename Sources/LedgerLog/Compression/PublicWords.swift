/// Words that such systems commonly use in values: formats, statuses, units, names of systems. They
/// say nothing of a customer, whoever's delivery they stand in, so they may stay in a sample. The
/// list is fixed: nothing is ever added to it from data.
enum PublicWords {
  static let longest = 24

  /// Compared in lower case.
  static let all: Set<String> = Set(
    (transport + systems + things + states + units).split(whereSeparator: \.isWhitespace).map(
      String.init))

  /// `T` and `Z` separate the parts of a time.
  private static let transport = """
    t z application json xml text plain html form urlencoded charset utf gzip deflate br
    identity keep alive close http https www com api admin graphql rest webhook webhooks callback
    captain hook hookshot mozilla compatible sha hmac bearer basic true false null none utc gmt
    """

  private static let systems = """
    shopify woocommerce wordpress bigcommerce amazon ebay walmart target netsuite oracle dynamics
    microsoft quickbooks intuit cin stripe adyen paypal checkout klarna visa mastercard amex
    discover shipstation shipbob shiphero easypost aftership ups usps fedex dhl gls dpd slack teams
    celigo workato cloudevents gid web pos online store marketplace standard express ground priority
    """

  private static let things = """
    order orders payment payments payout refund refunds return returns shipment shipments
    fulfillment fulfillments fulfilment transaction transactions charge charges intent invoice
    invoices customer customers product products variant item items line lineitem address tracking
    tracker tracking event events notification notifications status update updates create delete
    account accounts channel source sale sales document record capture dispute draft label package
    parcel warehouse location inventory shipping billing tax discount gift card cash credit debit
    memo balance method merchant manual automatic app mode live test data object list
    """

  private static let states = """
    created updated deleted cancelled canceled completed complete closed open opened pending
    processing processed paid unpaid partial partially authorized authorised authorisation
    authorization captured succeeded success successful failed failure error declined expired voided
    void refunded fulfilled unfulfilled restocked shipped unshipped delivered undelivered transit
    pre post in out for on off of to from by not no yes delivery pickup attempted exception returned
    returning lost held hold released requested request approved rejected accepted received
    inspected won active inactive enabled disabled draft new initial final ready scheduled progress
    submitted unsubmitted any all other customer fraud requires action confirmation
    """

  private static let units = """
    usd eur gbp cad aud jpy chf sek nok dkk pln mxn brl inr cny us gb de fr ca it es nl uk eu
    kg g lb lbs oz cm mm in ea each en
    """

  /// Whether the letters are one of the words.
  static func contains(_ letters: Slice<UnsafeRawBufferPointer>) -> Bool {
    letters.count <= longest && all.contains(String(decoding: letters, as: UTF8.self).lowercased())
  }
}
