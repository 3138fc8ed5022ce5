// Reads Kubernetes objects (a JSON array) from standard input and writes one line for each place where one breaks its published schema.
// Lies beside node_modules when it runs. Objects of other kinds than Kubernetes' and KEDA's are named on the error stream.
import { readFileSync } from 'node:fs';

async function modelOf(apiVersion, kind) {
  try {
    return (await import(apiVersion.startsWith('keda.sh/') ? `@kubernetes-models/keda/${apiVersion}` : `kubernetes-models/${apiVersion}`))[kind];
  } catch (fault) {
    if (fault.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw fault;
  }
}

for (const object of JSON.parse(readFileSync(0, 'utf8'))) {
  const title = `${object.kind} ${object.metadata?.name}`;
  const model = await modelOf(object.apiVersion, object.kind);
  if (model === undefined) {
    console.error(`${title}: no schema of ${object.apiVersion}`);
    continue;
  }
  try {
    new model(object).validate();
  } catch (fault) {
    if (!fault.errors) throw fault;
    for (const error of fault.errors) console.log(`${title}: ${error.instancePath} ${error.message}`);
  }
}
