/** Jest's global teardown, called once a project: the last call of a run ends what its specs had started. */
export default async function teardown() {
  globalThis.tapewireProjects -= 1;
  if (globalThis.tapewireProjects === 0) await globalThis.tapewireParts?.close();
}
