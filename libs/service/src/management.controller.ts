import { Controller, Get, Header, HttpException, HttpStatus, Inject } from '@nestjs/common';
import type { Telemetry } from '@tapewire/telemetry';
import { Health, type HealthReport } from './health.ts';
import { TELEMETRY } from './tokens.ts';

/** What operators and Kubernetes ask a service. */
@Controller()
export class ManagementController {
  readonly #health: Health;
  readonly #telemetry: Telemetry;

  constructor(@Inject(Health) health: Health, @Inject(TELEMETRY) telemetry: Telemetry) {
    this.#health = health;
    this.#telemetry = telemetry;
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.#telemetry.metricsText();
  }

  @Get('health/live')
  live(): HealthReport {
    return answer(this.#health.live());
  }

  @Get('health/ready')
  ready(): HealthReport {
    return answer(this.#health.ready());
  }
}

function answer(report: HealthReport): HealthReport {
  if (!report.ok) throw new HttpException(report, HttpStatus.SERVICE_UNAVAILABLE);
  return report;
}
