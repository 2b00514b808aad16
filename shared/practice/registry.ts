/** The one registry that practice hosts reach: over plain HTTP, with one project, for whoever logs in as this robot account. */
export const practiceRegistry = {
  address: 'registry.practice',
  port: 80,
  project: 'k8s',
  user: 'robot',
  password: 'practice',
} as const;
export type PracticeRegistry = typeof practiceRegistry;
