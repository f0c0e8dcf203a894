import { isDemoShopOpen } from './demo-shop/index.ts'
import { inData, type Ctx } from './platform/index.ts'

/** The block that tells a person where Suki is and how to get in. Fills an empty instance with the demo when asked to. */
export async function welcome(ctx: Ctx): Promise<string> {
  const { config } = ctx
  if (!config.roles.includes('web')) return 'Suki works on its jobs. It stops on Ctrl-C.'
  // Filling in the demo opens its shop.
  const signIn = await howToSignIn(ctx)
  const rows = [
    ['Open', config.publicUrl!],
    ['Sign in', signIn],
    ...((await isDemoShopOpen(ctx)) ? [['Shop', `${config.publicUrl}/demo-shop, to click through while the console reacts`]] : []),
    ['Data', whereDataLies(ctx)],
    ['Mails', config.smtpUrl ? 'go out through SMTP_URL' : 'stay in Suki, under Mailbox, until SMTP_URL is set'],
    ['Stop', 'Ctrl-C'],
  ]
  return ['', '  Suki is ready.', '', ...rows.map(([name = '', text = '']) => `    ${name.padEnd(9)}${text}`), ''].join('\n')
}

async function howToSignIn(ctx: Ctx): Promise<string> {
  const account = ctx.config.demo ? await fillDemo(ctx) : undefined
  if (account) return `${account.email} with the password ${account.password}`
  const owner = await ctx.db.selectFrom('staff').select('id').where('role', '=', 'owner').executeTakeFirst()
  return owner ? 'with your account' : 'first run: open the address and create the owner'
}

async function fillDemo(ctx: Ctx) {
  // Loaded only when asked for: the demo shop's story is not part of a serving Suki.
  const { fillWithDemo } = await import('../seeds/demo.ts')
  return fillWithDemo(ctx)
}

function whereDataLies({ config }: Ctx): string {
  const stores = [config.databaseUrl ? 'DATABASE_URL' : undefined, config.clickhouseUrl ? 'CLICKHOUSE_URL' : undefined].filter(name => name !== undefined)
  if (stores.length === 2) return 'in your own PostgreSQL and ClickHouse'
  return stores.length ? `${config.data} and ${stores[0]}` : `${config.data} (with the log, ${inData(config, 'suki.log')}, when run at a terminal)`
}
