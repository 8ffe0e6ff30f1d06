// Does with typage (npm: age-encryption) what a JSON list on standard input asks for and answers with another on
// standard output. Bytes are base64. A refusal of typage is an answer, {"refused": "..."}, not a crash.

import { readFileSync } from "node:fs";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const text = (data) => Buffer.from(data).toString("base64");

const jobs = {
  async generate() {
    const identity = await generateHybridIdentity();
    return { identity, recipient: await identityToRecipient(identity) };
  },
  async recipient({ identity }) {
    return { recipient: await identityToRecipient(identity) };
  },
  async encrypt({ recipients, plaintext }) {
    const encrypter = new Encrypter();
    recipients.forEach((recipient) => encrypter.addRecipient(recipient));
    return { file: text(await encrypter.encrypt(bytes(plaintext))) };
  },
  async decrypt({ identity, file }) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    try {
      return { plaintext: text(await decrypter.decrypt(bytes(file))) };
    } catch (error) {
      return { refused: String(error) };
    }
  },
};

const requests = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const { job, ...values } of requests) answers.push(await jobs[job](values));
process.stdout.write(JSON.stringify(answers));
