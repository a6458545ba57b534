import { connect, createServer, type Socket } from 'node:net'

/** A TCP relay before Postgres that can be cut, as a network is. */
export interface DatabaseProxy {
  url: string
  /** `refuse` ends every connection and takes none; `silence` takes them and lets nothing through, as a dropped route does. */
  cut: (how: 'refuse' | 'silence') => void
  restore: () => void
  close: () => Promise<void>
}

export async function startDatabaseProxy(databaseURL: string): Promise<DatabaseProxy> {
  const target = new URL(databaseURL)
  const to = { host: target.hostname, port: Number(target.port || 5432) }
  const open = new Set<Socket>()
  let state: 'open' | 'refuse' | 'silence' = 'open'
  const server = createServer((client) => {
    hold(open, client)
    if (state === 'refuse') return void client.destroy()
    if (state === 'silence') return
    const upstream = connect(to)
    hold(open, upstream)
    client.pipe(upstream).pipe(client)
    client.once('close', () => upstream.destroy())
    upstream.once('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  target.hostname = '127.0.0.1'
  target.port = String(address && typeof address === 'object' ? address.port : 0)
  const drop = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: target.href,
    cut: (how) => {
      state = how
      if (how === 'refuse') return drop()
      for (const socket of open) socket.unpipe()
    },
    restore: () => {
      // What hung through the silence has lost bytes.
      if (state === 'silence') drop()
      state = 'open'
    },
    close: async () => {
      drop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function hold(open: Set<Socket>, socket: Socket): void {
  open.add(socket)
  socket.on('error', () => undefined)
  socket.once('close', () => open.delete(socket))
}
