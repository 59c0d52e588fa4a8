// A Bluesky server (PDS) and its directory of identities, in memory, on loopback only.
import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// Both packages listen on every address and offer no setting for it.
const listen = Server.prototype.listen
Server.prototype.listen = function (where, ...rest) {
  const given = typeof where === 'object' && where !== null ? where : { port: Number(where) || 0 }
  return listen.call(this, { ...given, host: '127.0.0.1' }, ...rest)
}

const packages = process.env.PEERS_PACKAGES
const require = createRequire(join(packages, 'package.json'))
const { PlcServer, Database } = require('@did-plc/server')
const entry = join(packages, 'node_modules/@atproto/pds/dist/index.js')
const { PDS, envToCfg, envToSecrets, readEnv } = await import(pathToFileURL(entry).href)

const directory = await PlcServer.create({ db: Database.mock() }).start()
process.env.PDS_DID_PLC_URL = `http://127.0.0.1:${directory.address().port}`

const settings = readEnv()
const pds = await PDS.create(envToCfg(settings), envToSecrets(settings))
await pds.start()
process.stdout.write(`ready ${process.env.PDS_DID_PLC_URL}\n`)

// Whoever started us holds our input: when it dies, so do we.
process.stdin.resume().on('end', () => process.exit(0))
