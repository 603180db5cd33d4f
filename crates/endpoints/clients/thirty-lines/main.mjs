// Gets a token, and then learns that somebody has to interact. Nothing but Node is needed, and
// NODE_EXTRA_CA_CERTS, which `proofmark serve` prints.
import assert from 'node:assert';

const http = process.env.PROOFMARK_HTTP ?? 'http://127.0.0.1:40080';
const https = process.env.PROOFMARK_HTTPS ?? 'https://127.0.0.1:40443';

async function token() {
  const answer = await fetch(`${https}/contoso.example/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
      client_id: '00000000-0000-4000-8000-0000000003eb',
      client_secret: 's3cret: 100% +/&=~ ä',
    }),
  });
  return answer.json();
}

console.log(`  a token of ${(await token()).access_token.length} characters`);
await fetch(`${http}/proofmark/faults`, {
  method: 'POST',
  body: JSON.stringify({ face: 'token', fault: { error: 'interaction_required' } }),
});
assert.strictEqual((await token()).error, 'interaction_required');
console.log('  and then: interaction_required');
assert.ok((await token()).access_token);
