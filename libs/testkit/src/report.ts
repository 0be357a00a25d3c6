/** Takes one line of progress for people. */
export type Report = (line: string) => void;

/** Progress on stderr, so that stdout stays what a command is asked for. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`${line}\n`);
};

/** Says nothing. */
export const quiet: Report = () => undefined;

/** A thing that keeps a person from going on, with the one line that tells what to do. Shown without a stack. */
export class MissingPrerequisite extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingPrerequisite';
  }
}
