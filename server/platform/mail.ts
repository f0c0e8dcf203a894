import nodemailer from 'nodemailer'

export type Mail = { to: string; subject: string; text: string; html?: string }
/** `url`: the SMTP server that it hands mail to; null where there is none. */
export type Mailer = { send(mail: Mail): Promise<void>; close(): void; url: string | null }

/** Mail that Suki itself writes (invitations, password resets), over SMTP. Throws when the server refuses it. */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = nodemailer.createTransport(smtpUrl)
  return {
    send: async mail => void (await transport.sendMail({ from, ...mail })),
    close: () => transport.close(),
    url: smtpUrl,
  }
}

/** For what never writes a mail: a command line, the mailbox itself. */
export const noMail: Mailer = { send: async () => Promise.reject(new Error('No mail is sent from here.')), close: () => {}, url: null }
