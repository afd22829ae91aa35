import LedgerCore

extension Renderer {
  func easyPost(_ message: RenderedMessage) {
    guard case .tracker(let parcel, let status) = message.event.message else {
      batchEvent(message)
      return
    }
    let order = message.order
    body.text(#"{"id":"evt_"#).hex(message.key, width: 16)
    body.text(#"","object":"Event","created_at":""#).seconds(message.occurred)
    body.text(#"","updated_at":""#).seconds(message.occurred).text(#"","description":"tracker."#)
    body.text(status == .preTransit ? "created" : "updated")
    body.text(#"","mode":"production","previous_attributes":{"#)
    if status != .preTransit {
      body.text(#""status":""#).text(status == .inTransit ? "pre_transit" : "in_transit")
      body.text("\"")
    }
    body.text(#"},"pending_urls":[],"completed_urls":[],"result":{"id":"trk_"#)
    body.hex(order.trackerSeed(parcel), width: 16)
    body.text(#"","object":"Tracker","mode":"production","tracking_code":""#)
    body.tracking(order, parcel: parcel).text(#"","status":""#).text(status.label)
    body.text(#"","created_at":""#).seconds(order.placed)
    body.text(#"","updated_at":""#).seconds(message.occurred)
    body.text(#"","signed_by":null,"weight":17.6,"est_delivery_date":null,"shipment_id":null,"#)
    body.text(#""carrier":"UPS","tracking_details":[{"object":"TrackingDetail","message":""#)
    body.text(message.event.isAltered ? "SCAN" : "ORIGIN SCAN")
    body.text(#"","status":""#).text(status.label)
    body.text(#"","datetime":""#).seconds(message.occurred)
    body.text(#"","tracking_location":{"object":"TrackingLocation","city":"COLUMBUS","#)
    body.text(#""state":"OH","country":"US","zip":"43215"}}]}}"#)
  }

  func easyPostHeaders(into line: BodyWriter) {
    line.text(#""content-type":"application/json","user-agent":"EasyPost Webhook Client""#)
    guard let secret = options.signingSecret else { return }
    line.text(#","x-hmac-signature":"hmac-sha256-hex="#)
    line.hexadecimal(body.hmacSHA256(key: Array(secret.utf8))).text("\"")
  }

  private func batchEvent(_ message: RenderedMessage) {
    body.text(#"{"id":"evt_"#).hex(message.key, width: 16)
    body.text(#"","object":"Event","created_at":""#).seconds(message.occurred)
    body.text(#"","description":"batch.updated","mode":"production","previous_attributes":{},"#)
    body.text(#""result":{"id":"batch_"#).hex(message.seed(1), width: 16)
    body.text(#"","object":"Batch","state":"label_generated","num_shipments":12}}"#)
  }
}
