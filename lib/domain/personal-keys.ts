/** Names of fields whose values are personal whatever they look like: a name or an address has no pattern. */

const PERSONAL =
  /^(?:pan|dob|name)$|^(?:kyc)?pan(?:number|no|card|name)?$|mobile|phone|contactn|email|aadha+r|birth|accountn|(?:^|home|postal|street|residential|current|permanent)address$|(?:first|middle|last|full|sur|display|customer|borrower|applicant|father|mother|spouse|nominee|holder|person|user|given|family|legal)s?name$/

export function isPersonalKey(key: string): boolean {
  return PERSONAL.test(key.toLowerCase().replace(/[^a-z]/g, ''))
}

const FIELDS = [
  'contactNumber|mobile(?:Number)?|phone(?:Number)?',
  'pan|panNumber|panName|name|fullName|firstName|lastName|customerName|borrowerName',
  'personalemail|officialemail|email(?:Address)?',
  'dob|dateOfBirth|aadhaar(?:Number)?|accountNumber|address',
].join('|')
/** A field's value in JSON, in JSON within JSON, or percent-encoded; one that is cut off counts to the end. */
const FIELD_VALUE = new RegExp(
  String.raw`(\\?"|%22)(?:${FIELDS})\1((?:\s|%20|\+)*(?::|%3A)(?:\s|%20|\+)*)(\1(?:(?!\1)(?:\\[^]|[^]))*|[-+.\d]+)`,
  'gi',
)
const FORM_VALUE = new RegExp(String.raw`(?<=^|[&?\s])((?:${FIELDS})=)([^&\s]+)`, 'gi')
const NAMED = /["=]|%22/

/** Text with what stands after the name of a personal field replaced: in JSON, forms and query strings. */
export function replaceNamedValues(text: string, replace: (value: string) => string): string {
  if (!NAMED.test(text)) return text
  return text
    .replace(FIELD_VALUE, (whole: string, quote: string, _between: string, value: string) => {
      const opening = value.startsWith(quote) ? quote.length : 0
      return whole.slice(0, whole.length - value.length + opening) + replace(value.slice(opening))
    })
    .replace(FORM_VALUE, (_whole, name: string, value: string) => name + replace(value))
}
