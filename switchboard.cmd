@echo off
rem Starts Switchboard. The first start sets everything up in .venv beside this file.
setlocal
call "%~dp0setup\ready.cmd" run requirements.txt
if not %errorlevel%==0 exit /b 1
"%~dp0.venv\Scripts\python.exe" -I -X utf8 -m app %*
exit /b %errorlevel%
