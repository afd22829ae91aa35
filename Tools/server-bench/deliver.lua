-- Posts orders of about 1.2 KB, each another delivery of another order, over kept connections.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  run = os.getenv("RUN")
  token = os.getenv("TOKEN")
  count = 0
  filler = {}
  for line = 1, 4 do
    filler[line] = string.format(
      '{"id":%d,"sku":"SKU-%04d-BLUE","title":"Organic cotton T-shirt, size %d","quantity":%d,' ..
      '"price":"19.90","fulfillment_status":null,"total_discount":"0.00","requires_shipping":true}',
      100000 + line, line * 37, line, line)
  end
  lines = table.concat(filler, ",")
end

function request()
  count = count + 1
  local id = run * 1e9 + number * 1e8 + count
  local body = string.format(
    '{"id":%d,"name":"#%d","created_at":"2026-03-01T09:00:00Z","updated_at":"2026-03-01T09:00:00Z",' ..
    '"financial_status":"paid","fulfillment_status":null,"currency":"EUR","total_price":"79.60",' ..
    '"email":"customer-%d@example.com","customer":{"id":%d,"first_name":"Ada","last_name":"Byron"},' ..
    '"shipping_address":{"address1":"1 Main Street","city":"Berlin","zip":"10115","country":"DE"},' ..
    '"note":"","tags":"","source_name":"web","gateway":"stripe","line_items":[%s]}',
    id, id, id % 5000, id % 5000, lines)
  return wrk.format("POST", "/v1/channels/shopify/deliveries", {
    ["Authorization"] = "Bearer " .. token,
    ["Content-Type"] = "application/json",
    ["X-Shopify-Topic"] = "orders/paid",
    ["X-Shopify-Webhook-Id"] = string.format("%d", id),
  }, body)
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read +
    summary.errors.write + summary.errors.timeout
  print(string.format(
    '{"per_second":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"max_ms":%.1f,"failed":%d}',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, failed))
end
