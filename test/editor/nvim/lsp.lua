-- Vitalint's server under Neovim 0.7 or later, as a second real client over stdio. Prints one JSON object.
-- nvim --headless -u NONE -i NONE -c 'luafile lsp.lua'; LSP_NODE, LSP_SERVER, LSP_ROOT, LSP_FILE, LSP_EXPECTED (how many findings) come by the environment.
local env = vim.env
vim.cmd('edit ' .. vim.fn.fnameescape(env.LSP_ROOT .. '/' .. env.LSP_FILE))
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  name = 'vitalint',
  cmd = { env.LSP_NODE, env.LSP_SERVER, '--stdio' },
  root_dir = env.LSP_ROOT,
  workspace_folders = { { uri = vim.uri_from_fname(env.LSP_ROOT), name = 'sample' } },
  get_language_id = function() return 'c' end,
})
vim.lsp.buf_attach_client(buffer, id)

local function findings() return vim.diagnostic.get(buffer) end
local attached = vim.wait(60000, function() return #findings() >= tonumber(env.LSP_EXPECTED) end, 50)
local result = { version = tostring(vim.version().major) .. '.' .. tostring(vim.version().minor), attached = attached, findings = {} }
for _, found in ipairs(findings()) do
  local lsp = found.user_data and found.user_data.lsp or {}
  table.insert(result.findings, { line = found.lnum + 1, source = found.source, code = found.code or lsp.code, message = found.message })
end

-- A hover on the first finding shows that requests work too, not only what the server pushes.
local first = findings()[1]
if first then
  local client = vim.lsp.get_client_by_id(id)
  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', params, 10000) or {}
  local answer = answers[id] and answers[id].result
  local contents = type(answer) == 'table' and answer.contents or {}
  result.hover = type(contents) == 'string' and contents or contents.value
end
io.stdout:write('RESULT ' .. vim.fn.json_encode(result) .. '\n')
vim.lsp.stop_client(id)
vim.cmd('qall!')
