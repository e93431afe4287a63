// What a developer writes first to receive WhatsApp's webhooks: check the signature, parse, insert every update once.
import { createHmac, timingSafeEqual } from "node:crypto";
import Database from "better-sqlite3";
import express from "express";

const SECRET = process.env.APP_SECRET;
const db = new Database(process.env.DATABASE);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE IF NOT EXISTS message (
  id INTEGER PRIMARY KEY,
  wamid TEXT NOT NULL UNIQUE,
  phone_number_id TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at INTEGER NOT NULL
)`);
const insert = db.prepare("INSERT OR IGNORE INTO message (wamid, phone_number_id, body, received_at) VALUES (?, ?, ?, ?)");

const app = express();
app.disable("x-powered-by");
app.use(
  express.json({
    limit: "4mb",
    verify: (request, _response, raw) => {
      request.raw = raw;
    },
  }),
);

function signed(request) {
  const given = Buffer.from(request.get("x-hub-signature-256") ?? "");
  const right = Buffer.from(`sha256=${createHmac("sha256", SECRET).update(request.raw).digest("hex")}`);
  return given.length === right.length && timingSafeEqual(given, right);
}

app.post("/api/channels/webhook/whatsapp", (request, response) => {
  if (!signed(request)) return response.sendStatus(401);
  for (const entry of request.body.entry ?? []) {
    for (const change of entry.changes ?? []) {
      const { metadata, messages = [], statuses = [] } = change.value ?? {};
      for (const message of messages) {
        insert.run(message.id, metadata.phone_number_id, JSON.stringify(message), Date.now());
      }
      for (const status of statuses) {
        insert.run(`${status.id}:${status.status}`, metadata.phone_number_id, JSON.stringify(status), Date.now());
      }
    }
  }
  response.sendStatus(200);
});

const server = app.listen(0, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${server.address().port}`));
server.keepAliveTimeout = 60_000;
