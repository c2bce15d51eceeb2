// The images, read back from a registry over the loopback: complete, for the processors they claim, and their programs run.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPrograms, programPath } from "../build/build.ts";
import { kubernetesVersions } from "../build/versions.ts";
import { type Outcome, outcomeOf, run } from "../run.ts";
import { fillRegistry, imagesOf } from "./fill.ts";
import { withRegistry } from "./registry.ts";
import { manifestFor, platforms, servedSizes, unpack } from "./served.ts";

let base = "";
let folder = "";
const finished = Promise.withResolvers<void>();
let registry: Promise<void>;

beforeAll(async () => {
  await fillRegistry(kubernetesVersions.map(({ minor }) => minor));
  await buildPrograms({ modules: kubernetesVersions.map(({ module }) => module), names: ["kubeadm"] });
  await buildPrograms({ modules: ["containerd"], names: ["containerd", "ctr"] });
  folder = await mkdtemp(join(tmpdir(), "wheelhouse-images-"));
  const listening = Promise.withResolvers<string>();
  registry = withRegistry({ writable: false }, (address) => {
    listening.resolve(address);
    return finished.promise;
  });
  base = await Promise.race([listening.promise, registry.then(() => "")]);
});

afterAll(async () => {
  finished.resolve();
  await registry;
  if (folder) await rm(folder, { recursive: true });
});

describe.each(kubernetesVersions)(
  "Kubernetes $version",
  ({ module, version, etcdVersion, corednsVersion }) => {
    test("every image that its kubeadm asks for is served whole", async () => {
      const list = await run([
        programPath(module, "kubeadm"),
        "config",
        "images",
        "list",
        `--kubernetes-version=v${version}`,
      ]);
      const names = list.trim().split("\n");
      expect(names).toHaveLength(7);
      for (const name of names) {
        const [repository = "", tag = ""] = name.replace(/^registry\.k8s\.io\//, "").split(":");
        const manifest = await manifestFor({ base, name: repository }, tag, "amd64");
        const blobs = manifest ? [manifest.config, ...manifest.layers] : [];
        expect.soft(blobs.length, name).toBeGreaterThan(1);
        expect
          .soft(await servedSizes({ base, name: repository }, blobs), name)
          .toEqual(blobs.map(({ size }) => size));
      }
    });

    test.each([
      ["kube-apiserver", ["/usr/local/bin/kube-apiserver", "--version"], `Kubernetes v${version}`],
      [
        "kube-controller-manager",
        ["/usr/local/bin/kube-controller-manager", "--version"],
        `Kubernetes v${version}`,
      ],
      ["kube-scheduler", ["/usr/local/bin/kube-scheduler", "--version"], `Kubernetes v${version}`],
      ["kube-proxy", ["/usr/local/bin/kube-proxy", "--version"], `Kubernetes v${version}`],
    ])("the program of %s starts in its image", async (name, command, said) => {
      expect(await runIn(name, `v${version}`, command)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(said),
      });
    });

    test("etcd comes with its two command lines", async () => {
      const said = async (command: readonly string[]) =>
        (await runIn("etcd", `${etcdVersion}-0`, command)).stdout;
      expect(await said(["/usr/local/bin/etcd", "--version"])).toContain(`etcd Version: ${etcdVersion}`);
      expect(await said(["etcdctl", "version"])).toContain(`etcdctl version: ${etcdVersion}`);
      expect(await said(["etcdutl", "version"])).toContain(`etcdutl version: ${etcdVersion}`);
    });

    test("CoreDNS says its version", async () => {
      const { stdout } = await runIn("coredns/coredns", `v${corednsVersion}`, ["/coredns", "-version"]);
      expect(stdout).toContain(`CoreDNS-${corednsVersion}`);
    });

    test("kube-proxy finds what it changes packet filters with", async () => {
      const find = (tool: string) => runIn("kube-proxy", `v${version}`, [tool, "--version"]);
      expect((await find("iptables")).stdout).toContain("(nf_tables)");
      for (const tool of [
        "ip6tables",
        "iptables-save",
        "iptables-restore",
        "nft",
        "conntrack",
        "ipset",
        "modprobe",
      ]) {
        expect.soft(await find(tool), tool).toMatchObject({ code: 0 });
      }
    });
  },
);

test("a registry that is being filled ends with a process that is killed", async () => {
  const module = JSON.stringify(join(import.meta.dirname, "registry.ts"));
  const script = `import { withRegistry } from ${module};
await withRegistry({ writable: false }, (base) => {
  console.log(base);
  return new Promise((resolve) => setTimeout(resolve, 60_000));
});`;
  const filling = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  const address = String((await once(filling.stdout, "data"))[0]).trim();
  // Asking it would end it as well: nobody reads its log any more.
  const listeners = () => run(["ss", "-Hltn"]);
  const port = new URL(address).host;
  expect(await listeners()).toContain(port);

  filling.kill("SIGKILL");
  await expect.poll(listeners, { timeout: 5_000 }).not.toContain(port);
});

test("each image has the processors it was made for", async () => {
  const images = await imagesOf(kubernetesVersions, ["amd64"]);
  for (const { repository, tag, variants, single } of images) {
    const expected = single ? "single" : variants.map(({ architecture }) => architecture);
    // The programs of the cluster may have been made for arm64 as well since.
    const served = await platforms({ base, name: repository }, tag);
    if (typeof served === "string" || repository.startsWith("library/"))
      expect.soft(served, repository).toEqual(expected);
    else expect.soft(served, repository).toContain("amd64");
  }
});

test("the pause program says its version", async () => {
  expect((await runIn("pause", "3.10.2", ["/pause", "-v"])).stdout).toContain("3.10.2");
});

test("flannel's programs start, and its plugin can be copied out", async () => {
  const flannel = await runIn("flannel-io/flannel", "v0.28.10", ["/opt/bin/flanneld", "--version"]);
  expect(flannel.stderr + flannel.stdout).toContain("v0.28.10");
  const copied = await runIn("flannel-io/flannel-cni-plugin", "v1.9.1-flannel3", [
    "cp",
    "-f",
    "/flannel",
    "/copied",
  ]);
  expect(copied).toMatchObject({ code: 0 });
  expect(existsSync(join(await root("flannel-io/flannel-cni-plugin", "v1.9.1-flannel3"), "copied"))).toBe(
    true,
  );
});

describe("hello", () => {
  test("it crashes when told to", async () => {
    expect(await runIn("library/hello", "1", ["hello", "crash"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("crashing as told"),
    });
  });

  test("it serves its name over HTTP", async () => {
    const child = spawn("chroot", [await root("library/hello", "1"), "hello", "serve", "127.0.0.1:0"]);
    const ended = once(child, "exit");
    const port = await listeningPort(child.pid ?? 0);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toMatch(/^hello from /);
    child.kill();
    await ended;
  });

  test("it lingers after SIGTERM", async () => {
    const child = spawn("chroot", [await root("library/hello", "1"), "hello", "linger", "1"]);
    const said = once(child.stderr, "data");
    const ended = once(child, "exit");
    await sleep(200);
    child.kill();
    expect(String((await said)[0])).toContain("lingering 1 s");
    expect(await ended).toEqual([0, null]);
  });

  test("it holds the memory it is told to eat", async () => {
    const image = await root("library/hello", "1");
    await run(["mkdir", "-p", join(image, "dev")]);
    await run(["mknod", join(image, "dev/null"), "c", "1", "3"]);
    await run(["mknod", join(image, "dev/zero"), "c", "1", "5"]);
    const child = spawn("chroot", [image, "hello", "eat", "64"]);
    const ended = once(child, "exit");
    await expect.poll(() => residentMiB(child.pid ?? 0), { timeout: 5_000 }).toBeGreaterThan(60);
    child.kill("SIGKILL");
    await ended;
  });
});

describe("images for the wrong processor", () => {
  test("a list without this processor is refused by containerd when it pulls", async () => {
    const { code, stderr } = await pull("library/hello-arm64-only:1", "linux/amd64", [
      "images",
      "pull",
      "--local",
    ]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("no match for platform in manifest");
  });

  test("an image that claims this processor is pulled, and its program does not start", async () => {
    const pulled = await pull("library/hello-mislabelled:1", "linux/amd64");
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    const { stderr } = await runIn("library/hello-mislabelled", "1", ["/bin/busybox", "true"]);
    expect(stderr).toContain("Exec format error");
  });

  test("an image without a list is pulled for any processor", async () => {
    const pulled = await pull(`kube-proxy-amd64:v${kubernetesVersions[0].version}`, "linux/arm64");
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
  });
});

/** Runs a command with the image as its root. */
async function runIn(repository: string, tag: string, command: readonly string[]): Promise<Outcome> {
  return outcomeOf(["chroot", await root(repository, tag), ...command], { env: { PATH: imagePath } });
}

const imagePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

async function root(repository: string, tag: string): Promise<string> {
  const path = join(folder, `${repository}-${tag}`.replaceAll("/", "-"));
  if (existsSync(path)) return path;
  const manifest = await manifestFor({ base, name: repository }, tag, "amd64");
  if (!manifest) throw new Error(`${repository}:${tag} has nothing for amd64`);
  await unpack({ base, name: repository }, manifest, path);
  return path;
}

/** What a host's containerd does when it pulls; fetching alone mounts nothing and unpacks nothing. */
async function pull(image: string, platform: string, how = ["content", "fetch"]): Promise<Outcome> {
  const state = await mkdtemp(join(folder, "containerd-"));
  const config = join(state, "config.toml");
  await writeFile(
    config,
    `version = 3
root = "${state}/root"
state = "${state}/state"
disabled_plugins = ["io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime", "io.containerd.grpc.v1.cri", "io.containerd.nri.v1.nri"]
[grpc]
address = "${state}/containerd.sock"
[ttrpc]
address = "${state}/ttrpc.sock"
`,
  );
  const daemon = spawn(programPath("containerd", "containerd"), ["--config", config], { stdio: "ignore" });
  const ended = once(daemon, "exit");
  try {
    await expect.poll(() => existsSync(`${state}/containerd.sock`), { timeout: 10_000 }).toBe(true);
    const reference = `${base.replace("http://", "")}/${image}`;
    return await outcomeOf([
      ...[programPath("containerd", "ctr"), "--address", `${state}/containerd.sock`],
      ...[...how, "--plain-http", "--platform", platform, reference],
    ]);
  } finally {
    daemon.kill();
    await ended;
  }
}

async function residentMiB(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await run(["cat", `/proc/${pid}/status`]))?.[1] ?? 0) / 1024;
}

async function listeningPort(pid: number): Promise<number> {
  const find = async () =>
    Number(new RegExp(`127\\.0\\.0\\.1:(\\d+) .*pid=${pid},`).exec(await run(["ss", "-Hltnp"]))?.[1]);
  await expect.poll(find, { timeout: 5_000 }).toBeGreaterThan(0);
  return find();
}
