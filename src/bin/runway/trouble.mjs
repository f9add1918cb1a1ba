/** Something the person at the keyboard has to settle. The message is one sentence for them; no stack is shown. */
export class Trouble extends Error {
  name = 'Trouble'
}

/** Runs `work`, and turns a {@link Trouble} into its sentence and exit code 1. */
export async function sayTrouble(work) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
