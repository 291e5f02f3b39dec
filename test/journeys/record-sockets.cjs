// Preloaded into every thread of the program: notes each attempt to reach a network, for the test to read.
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const net = require('node:net');
const dgram = require('node:dgram');

const note = (what) => appendFileSync(process.env.SOCKET_LOG, `${what}\n`);
const spy = (object, name) => {
  const original = object[name];
  object[name] = function (...args) {
    note(name);
    return original.apply(this, args);
  };
};
spy(net.Socket.prototype, 'connect');
spy(net.Server.prototype, 'listen');
spy(dgram, 'createSocket');
spy(dns, 'lookup');
note('loaded');
