// Mocha adds the files that it is given to those that are set here: then only the given ones are meant.
const given = process.argv.slice(2).some((argument) => argument.endsWith(".test.js"));

module.exports = { timeout: 20000, reporter: "dot", ...(given ? {} : { spec: ["out/test/**/*.test.js"] }) };
