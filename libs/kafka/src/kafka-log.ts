import type { Logger } from '@tapewire/telemetry';
import { logLevel, type logCreator } from 'kafkajs';

/**
 * kafkajs' messages as pino lines, one level lower than it gives them: it calls every try an error that it then
 * repeats, and every pause of a partition an information. What finally fails is raised and logged by its caller.
 */
export const kafkaLog = (logger: Logger): logCreator => () => ({ namespace, level, log }) => {
  const { message, ...details } = log;
  const line = { ...details, timestamp: undefined, logger: undefined, kafkajs: namespace };
  if (level === logLevel.ERROR) logger.warn(line, message);
  else if (level === logLevel.WARN) logger.info(line, message);
  else logger.debug(line, message);
};
