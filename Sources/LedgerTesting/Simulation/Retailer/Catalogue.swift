/// What the simulated retailer sells.
struct Product {
  var id: Int64
  var sku: StaticString
  var title: StaticString
  /// Price in minor units.
  var price: Int64
  var grams: Int64
}

enum Catalogue {
  static let products: [Product] = [
    Product(id: 632_910_301, sku: "KET-17-SS", title: "Kettle 1.7 l", price: 4995, grams: 1240),
    Product(id: 632_910_302, sku: "MUG-BLU", title: "Mug, blue", price: 1290, grams: 380),
    Product(id: 632_910_303, sku: "MUG-WHT", title: "Mug, white", price: 1290, grams: 380),
    Product(
      id: 632_910_304, sku: "PAN-28-CI", title: "Cast iron pan 28 cm", price: 8900, grams: 3150),
    Product(
      id: 632_910_305, sku: "KNF-CHEF-20", title: "Chef's knife 20 cm", price: 7450, grams: 260),
    Product(id: 632_910_306, sku: "BRD-OAK-L", title: "Oak board, large", price: 5600, grams: 2100),
    Product(id: 632_910_307, sku: "TWL-LIN-2", title: "Linen towel, pair", price: 2475, grams: 210),
    Product(id: 632_910_308, sku: "APR-DNM", title: "Denim apron", price: 3999, grams: 420),
    Product(
      id: 632_910_309, sku: "SCL-KIT-5", title: "Kitchen scale 5 kg", price: 3349, grams: 610),
    Product(id: 632_910_310, sku: "THM-PRB", title: "Probe thermometer", price: 2199, grams: 90),
    Product(
      id: 632_910_311, sku: "GRD-COF-B", title: "Coffee grinder, burr", price: 12900, grams: 1850),
    Product(
      id: 632_910_312, sku: "FLT-V60-100", title: "Paper filters, 100", price: 699, grams: 160),
    Product(
      id: 632_910_313, sku: "BEA-ETH-1K", title: "Coffee beans, Ethiopia 1 kg", price: 2850,
      grams: 1010),
    Product(
      id: 632_910_314, sku: "JAR-1L-6", title: "Preserving jars 1 l, six", price: 3120, grams: 2900),
    Product(
      id: 632_910_315, sku: "OIL-EVO-75", title: "Olive oil 750 ml", price: 1895, grams: 1180),
    Product(
      id: 632_910_316, sku: "MIX-STD-R", title: "Stand mixer, red", price: 42900, grams: 9800),
  ]
}

/// People and places of the simulated customers. All invented.
enum People {
  static let firstNames: [StaticString] = [
    "Ada", "Bela", "Chidi", "Dora", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jana", "Kofi",
    "Lena", "Milo", "Nadia", "Otto", "Priya",
  ]
  static let lastNames: [StaticString] = [
    "Abara", "Brandt", "Costa", "Dufour", "Ekman", "Fischer", "Garcia", "Horvat", "Ito", "Jansen",
    "Keller", "Larsen", "Moreau", "Novak", "Okafor", "Petrov",
  ]
  static let streets: [StaticString] = [
    "Mill Lane", "Station Road", "Elm Street", "Harbour View", "Church Street", "King Street",
    "Garden Row", "Bridge Street",
  ]
  static let cities: [Place] = [
    Place(city: "Columbus", province: "Ohio", provinceCode: "OH", zip: "43215"),
    Place(city: "Madison", province: "Wisconsin", provinceCode: "WI", zip: "53703"),
    Place(city: "Portland", province: "Oregon", provinceCode: "OR", zip: "97205"),
    Place(city: "Raleigh", province: "North Carolina", provinceCode: "NC", zip: "27601"),
    Place(city: "Tucson", province: "Arizona", provinceCode: "AZ", zip: "85701"),
    Place(city: "Albany", province: "New York", provinceCode: "NY", zip: "12207"),
    Place(city: "Mobile", province: "Alabama", provinceCode: "AL", zip: "36602"),
    Place(city: "Boise", province: "Idaho", provinceCode: "ID", zip: "83702"),
  ]

  struct Place {
    var city: StaticString
    var province: StaticString
    var provinceCode: StaticString
    var zip: StaticString
  }
}
