import { ACTIVE, RETIRED, sent, type Breakage } from './forensics-cases'

/** Breakages of a body of about so many bytes, with text of several languages, fractions and nested objects. */
export function largeBreakages(bytes: number): Breakage[] {
  const text = snapshotOf(bytes)
  const body = Buffer.from(text)
  const hex = (digest: Buffer) => digest.toString('hex')
  const stringified = JSON.stringify(JSON.parse(text))
  const parsed: unknown = JSON.parse(text)
  const json = 'parsed-body-signed'
  return [
    sent('a newline added', 'body-altered-in-transit', [], { arrived: `${text}\n`, signed: body }),
    sent('a BOM lost', 'body-altered-in-transit', [], { arrived: body, signed: `\ufeff${text}` }),
    sent('base64', 'signature-encoding', [], { arrived: body, dress: (digest) => digest.toString('base64') }),
    sent('upper case', 'signature-encoding', [], { arrived: body, dress: (digest) => hex(digest).toUpperCase() }),
    sent('milliseconds', 'signature-encoding', [], { arrived: body, text: (b) => ['1772729300000.', b] }),
    sent('the body alone', 'timestamp-omitted', [], { arrived: body, text: (b) => [b] }),
    sent('the retired secret', 'wrong-secret', [], { arrived: body, secret: RETIRED }),
    sent('a newline behind the secret', 'wrong-secret', [], { arrived: body, secret: `${ACTIVE}\n` }),
    sent('JSON.stringify', json, [], { arrived: body, signed: stringified }),
    sent('an indent of 2', json, [], { arrived: body, signed: JSON.stringify(parsed, null, 2) }),
    sent('JSON.stringify in base64', 'signature-encoding', [], {
      arrived: body,
      signed: stringified,
      dress: (digest) => digest.toString('base64'),
    }),
    ...Array.from({ length: 8 }, (_, index) =>
      sent(`unknown secret ${index}`, 'undetermined', [], { arrived: body, secret: `whsec_unknown${index}` }),
    ),
  ]
}

function snapshotOf(bytes: number): string {
  const journeys: string[] = []
  for (let length = 400, index = 0; length < bytes - 200; index++) {
    const journey = `{"journeyID": "b7bb465b-135e-4ffd-9c7f-${index}","status":"OFFERS_AVAILABLE","amount":${index}.50,"rate":1e3,"lender":"Zoë & Söhne / भारत ${index}","open":true,"closed":null,"offers":[{"offerID":"o-${index}","terms":[12,24],"meta":{}}]}`
    journeys.push(journey)
    length += Buffer.byteLength(journey) + 1
  }
  return `{"event_type":"journey.snapshot","event_id":"evt_01JB2X4CE6","event_at":"2026-03-05T16:48:20.000Z","sequence":9007199254740993,"tenant_id":"8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61","application_id":"fbb1fd74-c502-4419-83f3-82a2a019fc9a","borrower":{"borrowerExternalID":"CUST_0012","journeys":[${journeys.join()}]}}`
}
