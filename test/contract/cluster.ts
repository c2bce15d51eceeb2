// What Wheelhouse relies on in a Kubernetes API, as tests that run on the simulator and on a real API server alike.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Connection, endOfLine, frame, type Json, line } from "./connection.ts";
import { all, bytes, fromProtobuf, text, unwrap } from "./protobuf-by-hand.ts";

const NAMESPACE = `wheelhouse-contract-${Date.now().toString(36)}`;
const CORE = `/api/v1/namespaces/${NAMESPACE}`;
const PROTOBUF = "application/vnd.kubernetes.protobuf";

/** `forgets`: version 1 is older than the server's history, as on every cluster that ran for a while. */
export function clusterContract(
  connect: () => Promise<Connection>,
  { forgets }: { readonly forgets: boolean },
): void {
  let api: Connection;

  beforeAll(async () => {
    api = await connect();
    await post("/api/v1/namespaces", { metadata: { name: NAMESPACE } });
    await post(`${CORE}/serviceaccounts`, { metadata: { name: "default" } });
    for (const index of [1, 2, 3, 4, 5])
      await post(`${CORE}/configmaps`, configMap(`seed-${index}`, { set: "seed" }));
    await post(`${CORE}/pods`, pod("two-containers", ["first", "second"]));
  });

  afterAll(async () => {
    for (const kind of ["pods", "configmaps", "events", "serviceaccounts"]) await removeAll(kind);
    await api.request(`/api/v1/namespaces/${NAMESPACE}`, { method: "DELETE" });
  });

  async function removeAll(kind: string) {
    const { items = [] } = await json(`${CORE}/${kind}`);
    for (const item of items as readonly Json[]) {
      const { name } = item.metadata as Json;
      const body = { gracePeriodSeconds: 0 };
      await api.request(`${CORE}/${kind}/${String(name)}`, { method: "DELETE", body });
    }
  }

  async function post(path: string, body: unknown): Promise<Json> {
    const answer = await api.request(path, { method: "POST", body });
    if (answer.status !== 409 && answer.status >= 300) throw new Error(`${path}: ${answer.body.toString()}`);
    return bodyOf(answer);
  }

  async function json(path: string): Promise<Json> {
    return bodyOf(await api.request(path));
  }

  function patch(path: string, type: string, body: unknown): Promise<Answer> {
    const headers = { "Content-Type": `application/${type}+json` };
    return api.request(path, { method: "PATCH", headers, body });
  }

  async function versionNow(resource = "configmaps"): Promise<string> {
    return String(metadataOf(await json(`${CORE}/${resource}`)).resourceVersion);
  }

  describe("server", () => {
    test("/version names the version", async () => {
      expect((await json("/version")).gitVersion).toMatch(/^v1\.\d+\.\d+/);
    });

    test("/readyz says ok, and lists its checks when verbose", async () => {
      expect((await api.request("/readyz")).body.toString()).toBe("ok");
      const text = (await api.request("/readyz?verbose")).body.toString();
      expect(text).toContain("[+]ping ok\n");
      expect(text).toContain("[+]etcd ok\n");
      expect(text.trimEnd().split("\n").at(-1)).toBe("readyz check passed");
    });

    test("discovery says which verbs each resource has", async () => {
      const { resources } = await json("/api/v1");
      const pods = (resources as readonly Json[]).find(({ name }) => name === "pods");
      expect(pods).toMatchObject({ kind: "Pod", namespaced: true, shortNames: ["po"] });
      expect(pods?.verbs).toEqual(
        expect.arrayContaining(["create", "delete", "get", "list", "patch", "update", "watch"]),
      );
      const groups = (await json("/apis")).groups as readonly Json[];
      expect(groups.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["apps", "batch", "coordination.k8s.io"]),
      );
    });

    test("wrong credentials are 401", async () => {
      const answer = await api.stranger("/api/v1/nodes", { Authorization: "Bearer not-a-token" });
      expect(answer.status).toBe(401);
      expect(bodyOf(answer)).toMatchObject({
        kind: "Status",
        status: "Failure",
        reason: "Unauthorized",
        code: 401,
      });
    });

    test("a missing object is 404 with a Status that names it", async () => {
      const answer = await api.request(`${CORE}/pods/nobody`);
      expect(answer.status).toBe(404);
      expect(bodyOf(answer)).toEqual({
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: 'pods "nobody" not found',
        reason: "NotFound",
        details: { name: "nobody", kind: "pods" },
        code: 404,
      });
    });

    test("a format nobody has is 406", async () => {
      const answer = await api.request("/api/v1/nodes", { headers: { Accept: "application/x-nothing" } });
      expect(answer.status).toBe(406);
      expect(bodyOf(answer)).toMatchObject({ reason: "NotAcceptable", code: 406 });
    });
  });

  describe("list", () => {
    test("items of a list carry no kind of their own, the list carries the version", async () => {
      const list = await json(`${CORE}/configmaps`);
      expect(list).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
      expect(metadataOf(list).resourceVersion).toMatch(/^\d+$/);
      expect((list.items as readonly Json[])[0]).not.toHaveProperty("kind");
    });

    test("pages hold every object once, at one version", async () => {
      const names: string[] = [];
      const versions = new Set<unknown>();
      const remaining: unknown[] = [];
      let token = "";
      do {
        const list = await json(`${CORE}/configmaps?limit=2&continue=${encodeURIComponent(token)}`);
        names.push(...namesOf(list));
        versions.add(metadataOf(list).resourceVersion);
        remaining.push(metadataOf(list).remainingItemCount);
        token = String(metadataOf(list).continue ?? "");
      } while (token !== "");
      expect(names.filter((name) => name.startsWith("seed-"))).toEqual([
        "seed-1",
        "seed-2",
        "seed-3",
        "seed-4",
        "seed-5",
      ]);
      expect(versions.size).toBe(1);
      expect(remaining[0]).toBe(names.length - 2);
      expect(remaining.at(-1)).toBeUndefined();
    });

    test("a continue token that makes no sense is 400", async () => {
      const answer = await api.request(`${CORE}/configmaps?limit=2&continue=nonsense`);
      expect(answer.status).toBe(400);
    });

    test("a list at version 0 comes whole, whatever the limit", async () => {
      const list = await json(`${CORE}/configmaps?limit=2&resourceVersion=0`);
      expect(namesOf(list).length).toBeGreaterThanOrEqual(5);
      expect(metadataOf(list)).not.toHaveProperty("continue");
    });

    test("selectors narrow by label and by field", async () => {
      const labelled = await json(
        `${CORE}/configmaps?labelSelector=${encodeURIComponent("set in (seed),!other")}`,
      );
      expect(namesOf(labelled)).toHaveLength(5);
      expect(namesOf(await json(`${CORE}/configmaps?fieldSelector=metadata.name%3Dseed-3`))).toEqual([
        "seed-3",
      ]);
      expect(namesOf(await json(`/api/v1/pods?fieldSelector=spec.nodeName%3Dno-such-node`))).toEqual([]);
      const pending = await json(`${CORE}/pods?fieldSelector=status.phase%3DPending`);
      expect(namesOf(pending)).toContain("two-containers");
    });

    test("a field that cannot be selected is 400", async () => {
      const answer = await api.request(`${CORE}/pods?fieldSelector=spec.colour%3Dred`);
      expect(answer.status).toBe(400);
      expect(bodyOf(answer).message).toContain("field label not supported: spec.colour");
    });

    test("a version from the future is 504 with a time to come back", async () => {
      const answer = await api.request(`${CORE}/configmaps?resourceVersion=999999999999`);
      expect(answer.status).toBe(504);
      expect(answer.headers["retry-after"]).toBe("1");
      const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
      expect(bodyOf(answer)).toMatchObject({ reason: "Timeout", details: { causes, retryAfterSeconds: 1 } });
    });

    test("resourceVersionMatch without a version is 422", async () => {
      const answer = await api.request(`${CORE}/configmaps?resourceVersionMatch=NotOlderThan`);
      expect(answer.status).toBe(422);
      expect(bodyOf(answer)).toMatchObject({ reason: "Invalid", code: 422 });
    });
  });

  describe("watch", () => {
    test("every change after the version arrives in order", async () => {
      const from = await versionNow();
      const watch = await api.stream(`${CORE}/configmaps?watch=true&resourceVersion=${from}`);
      await post(`${CORE}/configmaps`, configMap("watched", {}));
      await patch(`${CORE}/configmaps/watched`, "merge-patch", { data: { word: "two" } });
      await api.request(`${CORE}/configmaps/watched`, { method: "DELETE" });
      const events = [await line(watch), await line(watch), await line(watch)];
      watch.close();
      expect(events.map(({ type }) => type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
      expect(events[1]?.object).toMatchObject({ kind: "ConfigMap", apiVersion: "v1", data: { word: "two" } });
      const versions = events.map(({ object }) => Number(metadataOf(object).resourceVersion));
      expect(versions).toEqual([...versions].sort((left, right) => left - right));
      expect(new Set(versions).size).toBe(3);
    });

    test("an object that stops to match the selector is deleted for that watch", async () => {
      await post(`${CORE}/configmaps`, configMap("leaving", { set: "watched" }));
      const from = await versionNow();
      const query = `watch=1&labelSelector=set%3Dwatched&resourceVersion=${from}`;
      const watch = await api.stream(`${CORE}/configmaps?${query}`);
      await patch(`${CORE}/configmaps/leaving`, "merge-patch", { metadata: { labels: { set: "gone" } } });
      await patch(`${CORE}/configmaps/leaving`, "merge-patch", { metadata: { labels: { set: "watched" } } });
      const events = [await line(watch), await line(watch)];
      watch.close();
      expect(events.map(({ type }) => type)).toEqual(["DELETED", "ADDED"]);
      expect(metadataOf(events[0]?.object).labels).toEqual({ set: "watched" });
    });

    test("initial events end with a marked bookmark and go on with changes", async () => {
      const query =
        "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
      const watch = await api.stream(`${CORE}/configmaps?${query}&labelSelector=set%3Dseed`);
      const events = [];
      for (let index = 0; index < 6; index += 1) events.push(await line(watch));
      await patch(`${CORE}/configmaps/seed-1`, "merge-patch", { data: { touched: "yes" } });
      const live = await line(watch);
      watch.close();
      expect(events.map(({ type }) => type)).toEqual([
        "ADDED",
        "ADDED",
        "ADDED",
        "ADDED",
        "ADDED",
        "BOOKMARK",
      ]);
      const bookmark = events[5]?.object;
      const metadata = metadataOf(bookmark);
      expect(bookmark?.kind).toBe("ConfigMap");
      expect(metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
      expect(metadata.resourceVersion).toMatch(/^\d+$/);
      expect(live).toMatchObject({ type: "MODIFIED", object: { data: { touched: "yes" } } });
    });

    test("initial events without their version match are 422", async () => {
      const answer = await api.request(`${CORE}/configmaps?watch=true&sendInitialEvents=true`);
      expect(answer.status).toBe(422);
      expect(bodyOf(answer)).toMatchObject({
        reason: "Invalid",
        details: { kind: "ListOptions", group: "meta.k8s.io" },
        message: expect.stringContaining("resourceVersionMatch"),
      });
    });

    test("version 0 streams the state as additions", async () => {
      const watch = await api.stream(
        `${CORE}/configmaps?watch=true&resourceVersion=0&labelSelector=set%3Dseed`,
      );
      const events = [];
      for (let index = 0; index < 5; index += 1) events.push(await line(watch));
      watch.close();
      expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["ADDED"]));
    });

    test("timeoutSeconds closes the watch in good order", async () => {
      const from = await versionNow();
      const watch = await api.stream(
        `${CORE}/configmaps?watch=true&timeoutSeconds=1&resourceVersion=${from}`,
      );
      expect(await watch.next(endOfLine)).toBeUndefined();
    });
  });

  describe("protobuf", () => {
    test("a list says the same as JSON", async () => {
      const expected = ((await json(`${CORE}/pods`)).items as readonly Json[]).map(fromJson);
      const answer = await api.request(`${CORE}/pods`, { headers: { Accept: PROTOBUF } });
      expect(answer.headers["content-type"]).toBe(PROTOBUF);
      const { apiVersion, kind, raw } = unwrap(answer.body);
      expect([apiVersion, kind]).toEqual(["v1", "PodList"]);
      expect(all(raw, 2).map(fromProtobuf)).toEqual(expected);
    });

    test("a node list says the same as JSON", async () => {
      const { items } = await json("/api/v1/nodes");
      const answer = await api.request("/api/v1/nodes", {
        headers: { Accept: `${PROTOBUF},application/json;q=0.5` },
      });
      const names = all(unwrap(answer.body).raw, 2).map((node) => text(node, 1, 1));
      expect(names).toEqual((items as readonly Json[]).map((node) => metadataOf(node).name));
    });

    test("a watch is length-prefixed frames of events that hold whole objects", async () => {
      const query =
        "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
      const watch = await api.stream(`${CORE}/pods?${query}`, {
        headers: { Accept: `${PROTOBUF};stream=watch` },
      });
      const first = await frame(watch);
      const bookmark = await frame(watch);
      watch.close();
      const [expected] = (await json(`${CORE}/pods`)).items as readonly Json[];
      expect(text(first, 1)).toBe("ADDED");
      expect(fromProtobuf(unwrap(bytes(first, 2, 1)).raw)).toEqual(fromJson(expected ?? {}));
      expect(text(bookmark, 1)).toBe("BOOKMARK");
      const [annotation] = all(bytes(unwrap(bytes(bookmark, 2, 1)).raw, 1), 12);
      expect([text(annotation ?? Buffer.alloc(0), 1), text(annotation ?? Buffer.alloc(0), 2)]).toEqual([
        "k8s.io/initial-events-end",
        "true",
      ]);
    });
  });

  if (forgets) {
    describe("history", () => {
      test("a version that is too old is an ERROR event with code 410", async () => {
        const watch = await api.stream(`${CORE}/configmaps?watch=true&resourceVersion=1`);
        const event = await line(watch);
        watch.close();
        expect(watch.status).toBe(200);
        expect(event).toMatchObject({
          type: "ERROR",
          object: { kind: "Status", status: "Failure", reason: "Expired", code: 410 },
        });
        expect((event.object as Json).message).toMatch(/^too old resource version: 1 \(\d+\)$/);
      });

      test("an error in a watch is a frame with a Status", async () => {
        const headers = { Accept: `${PROTOBUF};stream=watch` };
        const watch = await api.stream(`${CORE}/pods?watch=true&resourceVersion=1`, { headers });
        const event = await frame(watch);
        watch.close();
        const { kind, raw } = unwrap(bytes(event, 2, 1));
        expect([text(event, 1), kind, text(raw, 4)]).toEqual(["ERROR", "Status", "Expired"]);
      });
    });
  }

  describe("write", () => {
    test("a second object of that name is 409 AlreadyExists", async () => {
      const answer = await api.request(`${CORE}/configmaps`, {
        method: "POST",
        body: configMap("seed-1", {}),
      });
      expect(answer.status).toBe(409);
      expect(bodyOf(answer)).toMatchObject({
        reason: "AlreadyExists",
        message: 'configmaps "seed-1" already exists',
      });
    });

    test("a bad name is 422 with the field as cause", async () => {
      const answer = await api.request(`${CORE}/configmaps`, {
        method: "POST",
        body: configMap("Not_A_Name", {}),
      });
      expect(answer.status).toBe(422);
      const causes = [{ reason: "FieldValueInvalid", field: "metadata.name" }];
      expect(bodyOf(answer)).toMatchObject({ reason: "Invalid", details: { name: "Not_A_Name", causes } });
    });

    test("a write with a stale version is 409 Conflict, by PUT and by PATCH", async () => {
      const body = { ...configMap("seed-2", {}), metadata: { name: "seed-2", resourceVersion: "1" } };
      const answer = await api.request(`${CORE}/configmaps/seed-2`, { method: "PUT", body });
      expect(answer.status).toBe(409);
      expect(bodyOf(answer)).toMatchObject({ reason: "Conflict" });
      const patched = await patch(`${CORE}/configmaps/seed-2`, "merge-patch", {
        metadata: { resourceVersion: "1" },
      });
      expect(patched.status).toBe(409);
    });

    test("an unchanged write keeps the version", async () => {
      const before = await json(`${CORE}/configmaps/seed-2`);
      const after = bodyOf(await patch(`${CORE}/configmaps/seed-2`, "merge-patch", {}));
      expect(metadataOf(after).resourceVersion).toBe(metadataOf(before).resourceVersion);
    });

    test("a merge patch removes with null", async () => {
      await patch(`${CORE}/configmaps/seed-3`, "merge-patch", { data: { keep: "1", drop: "2" } });
      const answer = await patch(`${CORE}/configmaps/seed-3`, "merge-patch", { data: { drop: null } });
      expect(bodyOf(answer).data).toEqual({ keep: "1", word: "one" });
    });

    test("a strategic patch finds containers by name", async () => {
      const containers = [{ name: "second", image: "registry.example/other:2" }];
      const answer = await patch(`${CORE}/pods/two-containers`, "strategic-merge-patch", {
        spec: { containers },
      });
      expect(answer.status).toBe(200);
      const images = (bodyOf(answer).spec as { containers: readonly Json[] }).containers.map(
        ({ image }) => image,
      );
      expect([...images].sort()).toEqual(["registry.example/app:1", "registry.example/other:2"]);
    });

    test("a JSON patch tests before it writes", async () => {
      const good = [
        { op: "test", path: "/data/word", value: "one" },
        { op: "replace", path: "/data/word", value: "three" },
      ];
      expect(bodyOf(await patch(`${CORE}/configmaps/seed-4`, "json-patch", good)).data).toEqual({
        word: "three",
      });
      expect((await patch(`${CORE}/configmaps/seed-4`, "json-patch", good)).status).toBe(422);
    });

    test("a patch of an unknown kind is 415", async () => {
      const answer = await patch(`${CORE}/configmaps/seed-4`, "x-nothing", {});
      expect(answer.status).toBe(415);
    });

    test("the status is written by itself", async () => {
      const condition = {
        type: "wheelhouse.example/seen",
        status: "True",
        lastTransitionTime: "2026-11-22T10:00:00Z",
      };
      const path = `${CORE}/pods/two-containers`;
      const answer = await patch(`${path}/status`, "strategic-merge-patch", {
        status: { conditions: [condition] },
      });
      expect(answer.status).toBe(200);
      const { status } = await json(path);
      expect((status as { conditions: readonly Json[] }).conditions).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ type: "wheelhouse.example/seen", status: "True" }),
        ]),
      );
      expect((status as Json).phase).toBe("Pending");
    });

    test("a deletion can insist on the uid", async () => {
      const body = { preconditions: { uid: "00000000-0000-4000-8000-000000000000" } };
      const answer = await api.request(`${CORE}/configmaps/seed-5`, { method: "DELETE", body });
      expect(answer.status).toBe(409);
      expect(bodyOf(answer)).toMatchObject({ reason: "Conflict" });
    });

    test("a dry run changes nothing", async () => {
      const path = `${CORE}/configmaps?dryRun=All`;
      expect((await api.request(path, { method: "POST", body: configMap("dry", {}) })).status).toBe(201);
      expect((await api.request(`${CORE}/configmaps/dry`)).status).toBe(404);
    });

    test("an eviction removes the pod", async () => {
      await post(`${CORE}/pods`, pod("evicted", ["only"]));
      const body = {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name: "evicted", namespace: NAMESPACE },
      };
      const answer = await api.request(`${CORE}/pods/evicted/eviction`, { method: "POST", body });
      expect(answer.status).toBe(201);
      expect(bodyOf(answer)).toMatchObject({ kind: "Status", status: "Success" });
      expect((await api.request(`${CORE}/pods/evicted`)).status).toBe(404);
    });
  });

  describe("logs", () => {
    test.each([
      ["container=nope", "container nope is not valid for pod two-containers"],
      ["", "a container name must be specified for pod two-containers, choose one of: [first second]"],
    ])("?%s is 400 and says why", async (query, message) => {
      const answer = await api.request(`${CORE}/pods/two-containers/log?${query}`);
      expect(answer.status).toBe(400);
      expect(bodyOf(answer)).toMatchObject({ kind: "Status", reason: "BadRequest", message });
    });

    test("the log of a pod that is not there is 404", async () => {
      const answer = await api.request(`${CORE}/pods/nobody/log`);
      expect(answer.status).toBe(404);
      expect(bodyOf(answer)).toMatchObject({ message: 'pods "nobody" not found' });
    });
  });

  describe("events", () => {
    test("an event can be read through both groups", async () => {
      await post(`${CORE}/events`, event());
      const [core] = (await json(`${CORE}/events?fieldSelector=involvedObject.name%3Dtwo-containers`))
        .items as Json[];
      expect(core).toMatchObject({ reason: "Tested", message: "it was tested", count: 3 });
      const group = `/apis/events.k8s.io/v1/namespaces/${NAMESPACE}/events`;
      const [other] = (await json(`${group}?fieldSelector=reason%3DTested`)).items as Json[];
      expect(other).toMatchObject({
        note: "it was tested",
        deprecatedCount: 3,
        regarding: { name: "two-containers" },
      });
    });
  });
}

function bodyOf({ body }: Answer): Json {
  return JSON.parse(body.toString());
}

function metadataOf(object: unknown): Json {
  return (object as { metadata: Json }).metadata;
}

function namesOf(list: Json): readonly string[] {
  return (list.items as readonly Json[]).map((item) => String(metadataOf(item).name));
}

function configMap(name: string, labels: Readonly<Record<string, string>>): Json {
  return { metadata: { name, labels }, data: { word: "one" } };
}

/** Nobody schedules it, so it stays Pending. */
function pod(name: string, containers: readonly string[]): Json {
  const resources = { requests: { cpu: "100m", memory: "64Mi" } };
  return {
    metadata: { name, labels: { app: "contract" }, annotations: { note: "größer" } },
    spec: {
      schedulerName: "nobody",
      automountServiceAccountToken: false,
      containers: containers.map((container) => ({
        name: container,
        image: "registry.example/app:1",
        resources,
      })),
    },
  };
}

function event(): Json {
  const time = "2026-11-22T10:00:00Z";
  return {
    metadata: { name: "two-containers.1" },
    involvedObject: { kind: "Pod", namespace: NAMESPACE, name: "two-containers" },
    reason: "Tested",
    message: "it was tested",
    type: "Normal",
    count: 3,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component: "contract" },
  };
}

function fromJson(object: Json): Json {
  const { name, namespace, uid, resourceVersion, creationTimestamp, labels, annotations } =
    metadataOf(object);
  const { nodeName = "", containers } = object.spec as { nodeName?: string; containers: readonly Json[] };
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    createdAt: Date.parse(String(creationTimestamp)),
    labels,
    annotations,
    nodeName,
    phase: (object.status as Json).phase,
    containers: containers.map((container) => ({
      name: container.name,
      image: container.image,
      requests: (container.resources as { requests: Json }).requests,
    })),
  };
}
