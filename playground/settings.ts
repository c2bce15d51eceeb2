// wheelhouse.yaml of the playground, and who may do what in its workspace.

/** People are what their labels in people.ts say. */
export const access = `access:
  viewer: [U0VIC]
  operator: [U0ANN]
  approver: [U0BOB, U0SAM]
  admin: [U0ADA]
`;

/** `$KUBECONFIG` stands for the simulated cluster's. The alerts channel belongs to `home`. */
export const playgroundSettings = `
slack: { mode: socket }
clusters:
  home:
    kubeconfig: $KUBECONFIG
    channels: { alerts: C0ALERTS, approvals: C0OPS }
    nodeNetworks: [10.0.0.0/24]
${access}`;

/**
 * Beside the simulated cluster's kubeconfig, where that stands on a line of its own: how its machines are reached. Settings
 * that name machines of their own stay as they are.
 */
export function withMachines(settings: string, machines: string): string {
  if (/^ +(ssh|hosts):/m.test(settings)) return settings;
  return settings.replace(/^( +)kubeconfig: \$KUBECONFIG$/m, (line, indent: string) =>
    [line, ...machines.split("\n").map((each) => `${indent}${each}`)].join("\n"),
  );
}

/** A section for the end of them: told again and escalated soon enough for somebody who tries it. The rules' own times stay. */
export const alerts = `alerts:
  repeat: 10m
  escalate: { after: 5m, to: S0SRE }
`;

/** A section for the end of them: how many must approve whatever is asked for. */
export function approvalsOf(votes: number): string {
  return `approvals: { change: ${votes}, destructive: ${votes} }\n`;
}
