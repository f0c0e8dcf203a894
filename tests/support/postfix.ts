import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Why there is no Postfix to test with; undefined where there is. It starts as root alone. */
export const noPostfix = (): string | undefined => {
  if (!existsSync('/usr/lib/postfix/sbin/master')) return 'There is no Postfix here (Debian: apt-get install postfix).'
  return process.getuid?.() === 0 ? undefined : 'Postfix starts as root alone.'
}

const services = ['cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr', 'rewrite unix - - n - - trivial-rewrite', 'bounce unix - - n - 0 bounce', 'defer unix - - n - 0 bounce', 'trace unix - - n - 0 bounce', 'verify unix - - n - 1 verify', 'proxymap unix - - n - - proxymap', 'smtp unix - - n - - smtp', 'relay unix - - n - - smtp', 'error unix - - n - - error', 'retry unix - - n - - error', 'anvil unix - - n - 1 anvil', 'scache unix - - n - 1 scache', 'postlog unix-dgram n - n - 1 postlogd']

/** A Postfix of its own, in a folder of its own, that hands everything on to a port of this machine. Nothing of /etc/postfix is read or changed. */
export async function postfix(t: TestContext, { relayTo }: { relayTo: number }): Promise<{ url: string; log(): Promise<string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'suki-postfix-'))
  const [queue, data, port] = [join(folder, 'queue'), join(folder, 'data'), await freePort()]
  await Promise.all([mkdir(queue), mkdir(data)])
  const { stdout: id } = await run('id', ['-u', 'postfix'])
  await chown(data, Number(id), 0)
  await run('chmod', ['755', folder])
  await writeFile(join(folder, 'main.cf'), Object.entries({
    compatibility_level: 3.7, queue_directory: queue, data_directory: data, maillog_file: join(folder, 'log'), maillog_file_prefixes: folder, myhostname: 'mx.example.net', mydestination: '', local_recipient_maps: '', alias_maps: '', mynetworks: '127.0.0.0/8', inet_interfaces: '127.0.0.1', inet_protocols: 'ipv4',
    relayhost: `[127.0.0.1]:${relayTo}`, smtp_dns_support_level: 'disabled', smtp_host_lookup: 'native', smtpd_relay_restrictions: 'permit_mynetworks, reject', smtpd_peername_lookup: 'no', in_flow_delay: '0s',
    // The harshest way on: what is not seven bits wide would be written anew, and the signature with it.
    smtp_discard_ehlo_keywords: '8bitmime', disable_mime_output_conversion: 'no',
  }).map(([name, value]) => `${name} = ${value}\n`).join(''))
  await writeFile(join(folder, 'master.cf'), [`127.0.0.1:${port} inet n - n - - smtpd`, ...services, ''].join('\n'))
  const child = spawn('postfix', ['-c', folder, 'start-fg'], { stdio: 'ignore' })
  t.after(async () => {
    // The child is a script that waits for Postfix's master, which ends all the others.
    const ended = child.exitCode === null ? once(child, 'exit') : undefined
    process.kill(Number(await readFile(join(queue, 'pid/master.pid'), 'utf8')))
    await ended
    await rm(folder, { recursive: true, force: true })
  })
  await answers(port)
  return { url: `smtp://127.0.0.1:${port}?tls=unchecked`, log: () => readFile(join(folder, 'log'), 'utf8') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function answers(port: number): Promise<void> {
  const isUp = () => new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)))
    socket.on('error', () => resolve(false))
  })
  while (!(await isUp())) await pause(20)
}
